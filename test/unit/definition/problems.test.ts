import type { SfError } from '@salesforce/core';
import { expect } from 'chai';
import { parseYaml } from '../../../src/definition/document.js';
import { formatPath, throwProblems, valueIn, type Problem } from '../../../src/definition/problems.js';
import { checkPart, type CheckedPart } from '../../../src/definition/schema.js';

const check = (text: string): CheckedPart => {
  const { document } = parseYaml(text, 'app.yaml');
  if (!document) throw new Error('The test has a mistake in its YAML.');
  return checkPart(document.content, document.locate);
};

const misnamed = (meant: string): string => `is not a known setting. Did you mean ${meant}?`;

describe('what is wrong with a definition', () => {
  const WRONG: Array<[string, string, string, string]> = [
    [
      'an unknown key, with the one that was probably meant',
      'oauth:\n  callbackUrl: [https://a.example/]',
      'app.yaml:2:3 oauth.callbackUrl',
      'is not a known setting. Did you mean callbackUrls?',
    ],
    ['an unknown key at the top', 'lable: Shop', 'app.yaml:1:1 lable', 'is not a known setting. Did you mean label?'],
    [
      'a known key in another place',
      'oauth: { certificate: x }',
      'app.yaml:1:10 oauth.certificate',
      'is not a known setting here. Did you mean oauth.flows.jwtBearer.certificate?',
    ],
    ['an unknown key like no other', 'oauth: { banana: 1 }', 'app.yaml:1:10 oauth.banana', 'is not a known setting'],
    [
      'a wrong value, with what was found',
      'oauth:\n  flows:\n    device: "yes"',
      'app.yaml:3:5 oauth.flows.device',
      'found "yes"; must be true or false',
    ],
    [
      'a wrong item of a list',
      'oauth:\n  callbackUrls:\n    - https://a.example/\n    - a.example',
      'app.yaml:4:7 oauth.callbackUrls[1]',
      'found "a.example"; must be an absolute URL without spaces and without a fragment, such as https://example.com/oauth or myapp://callback',
    ],
    ['a value that is empty', 'label:', 'app.yaml:1:1 label', 'found null; must be text'],
    [
      'a value where a list belongs',
      'policies: { profiles: Sales }',
      'app.yaml:1:13 policies.profiles',
      'found "Sales"; must be a list',
    ],
    ['a value where settings belong', 'oauth: true', 'app.yaml:1:1 oauth', 'found true; must be a group of settings'],
    [
      'settings where a value belongs',
      'label: { a: 1 }',
      'app.yaml:1:1 label',
      'found a group of settings; must be text',
    ],
    [
      'a word that is not one of a few',
      'policies: { permittedUsers: all }',
      'app.yaml:1:13 policies.permittedUsers',
      'found "all"; must be one of adminApproved, allSelfAuthorized',
    ],
    [
      'a wrong name',
      'name: My App',
      'app.yaml:1:1 name',
      'found "My App"; takes letters, digits and underscores, starts with a letter, and has no underscore at its end and no two in a row',
    ],
    [
      'a number that Salesforce cannot take',
      'policies: { sessionTimeoutMinutes: 0 }',
      'app.yaml:1:13 policies.sessionTimeoutMinutes',
      'found 0; must be a whole number of minutes, 1 or more',
    ],
  ];

  const PLACES: Array<[given: string, unknown: string, place: string]> = [
    ['certificate: x', 'certificate', 'oauth.flows.jwtBearer.certificate'],
    ['oauth: { profiles: [Sales] }', 'oauth.profiles', 'policies.profiles'],
    ['oauth: { security: { scopes: [api] } }', 'oauth.security.scopes', 'oauth.scopes'],
    ['oauth: { jwtBearer: { certificate: x } }', 'oauth.jwtBearer', 'oauth.flows.jwtBearer'],
    ['security: { requirePkce: true }', 'security', 'oauth.security'],
    ['namedCredentials: []', 'namedCredentials', 'related.namedCredentials'],
  ];
  for (const [given, unknown, place] of PLACES) {
    it(`leads ${unknown} to ${place}`, () => {
      expect(check(given).problems.map(({ where, what }) => `${where.split(' ')[1]} ${what}`)).to.deep.equal([
        `${unknown} is not a known setting here. Did you mean ${place}?`,
      ]);
    });
  }

  it('leads nowhere what there is in several places, or what stands in a list', () => {
    for (const text of ['singleLogoutUrl: x', 'related: { authProviders: [{ scopes: [] }] }'])
      expect(JSON.stringify(check(text).problems)).not.to.include('Did you mean');
  });

  const ADDRESS = 'must be an IP address, a range such as 192.0.2.1-192.0.2.9, or a CIDR block such as 192.0.2.0/24';
  const ENTRIES: Array<[list: string, entry: string, where: string, what: string]> = [
    ['oauth.callbackUrls', '~', '[0]', 'found null; must be text'],
    ['oauth.callbackUrls', '{}', '[0]', 'found a group of settings; must be text'],
    ['oauth.callbackUrls', '[https://a.example]', '[0]', 'found a list; must be text'],
    ['policies.profiles', '""', '[0]', 'found ""; must not be empty'],
    ['oauth.customAttributes', '{ key: a }', '[0].formula', 'is missing; must be text'],
    ['oauth.customAttributes', '{ key: a, formulae: b, formula: c }', '[0].formulae', misnamed('formula')],
    ['oauth.trustedIpRanges', '~', '[0]', `found null; ${ADDRESS}`],
    ['oauth.trustedIpRanges', '[192.0.2.1]', '[0]', `found a list; ${ADDRESS}`],
    ['oauth.trustedIpRanges', '{}', '[0].range', `is missing; ${ADDRESS}`],
    ['oauth.trustedIpRanges', '{ range: 1 }', '[0].range', `found 1; ${ADDRESS}`],
    ['oauth.trustedIpRanges', '{ range: x }', '[0].range', `found "x"; ${ADDRESS}`],
    ['oauth.trustedIpRanges', '{ rang: 192.0.2.1 }', '[0].rang', misnamed('range')],
    ['oauth.trustedIpRanges', '{ range: 192.0.2.1, descripton: x }', '[0].descripton', misnamed('description')],
    ['oauth.trustedIpRanges', '{ range: 192.0.2.1, description: 5 }', '[0].description', 'found 5; must be text'],
    ['oauth.trustedIpRanges', '{ start: 192.0.2.1, end: x }', '[0].end', `found "x"; ${ADDRESS}`],
    ['oauth.trustedIpRanges', '{ start: x, end: 192.0.2.1 }', '[0].start', `found "x"; ${ADDRESS}`],
    [
      'oauth.trustedIpRanges',
      '{ start: 192.0.2.2, end: 192.0.2.1 }',
      '[0]',
      'runs backwards: its first address is higher than its last',
    ],
  ];
  for (const [list, entry, where, what] of ENTRIES) {
    it(`says what is wrong with the entry ${entry} of ${list}`, () => {
      const [group, key] = list.split('.');
      const problems = check(`${group}:\n  ${key}:\n    - ${entry}`).problems;
      expect(problems.map((problem) => ({ ...problem, where: problem.where.split(' ')[1] }))).to.deep.equal([
        { where: `${list}${where}`, what },
      ]);
      expect(problems[0].where).to.match(/^app\.yaml:3:\d+ /);
    });
  }

  it('says of a value with several forms what keeps it from the one that it comes nearest to', () => {
    expect(check('policies: { refreshToken: { expireAfter: 3 weeks } }').problems).to.deep.equal([
      {
        where: 'app.yaml:1:29 policies.refreshToken.expireAfter',
        what: 'found "3 weeks"; must be a whole number and a unit, such as 12 hours, 90 days or 6 months',
      },
    ]);
    expect(check('policies: { refreshToken: { expireAfterIdel: 3 days } }').problems).to.deep.equal([
      { where: 'app.yaml:1:29 policies.refreshToken.expireAfterIdel', what: misnamed('expireAfterIdle') },
    ]);
  });

  for (const [title, text, where, what] of WRONG) {
    it(`is told of ${title}`, () => {
      expect(check(text).problems).to.deep.equal([{ where, what }]);
    });
  }

  it('is told all at once, and does not hide what is right', () => {
    const { problems, value, wrong } = check(
      'name: 7up\nlabel: Shop\noauth:\n  scopes: [api, nonsense]\n  flows: { device: true, devise: true }'
    );
    expect(problems.map(({ where }) => where)).to.have.members([
      'app.yaml:1:1 name',
      'app.yaml:4:17 oauth.scopes[1]',
      'app.yaml:5:26 oauth.flows.devise',
    ]);
    expect(value).to.deep.equal({ label: 'Shop', oauth: { flows: { device: true } } });
    expect(wrong).to.deep.equal(['name', 'oauth.scopes']);
  });

  it('does not hide a name and what stands beside the app either', () => {
    const related = { authProviders: [] };
    const { value, wrong } = check('name: Shop\nlabel: 1\nrelated: { authProviders: [] }');
    expect({ value, wrong }).to.deep.equal({ value: { name: 'Shop', related }, wrong: ['label'] });
  });

  it('calls a setting wrong that is so further down', () => {
    const { problems, wrong } = check('policies: { refreshToken: { expireAfter: { amount: 0, unit: days } } }');
    expect(problems.map(({ where }) => where)).to.deep.equal([
      'app.yaml:1:44 policies.refreshToken.expireAfter.amount',
    ]);
    expect(wrong).to.deep.equal(['policies.refreshToken']);
  });

  it('gives nothing but settings that are right', () => {
    expect(check('label: 1\ndescription: x').value).to.have.all.keys('description');
  });

  it('is told of every unknown key', () => {
    const { problems } = check('oauth: { flow: {}, scope: [] }');
    expect(problems.map(({ what }) => what)).to.deep.equal([
      'is not a known setting. Did you mean flows?',
      'is not a known setting. Did you mean scopes?',
    ]);
  });

  it('is shown with the first 60 characters of what was found', () => {
    const [{ what }] = check(`name: "${'x '.repeat(100)}"`).problems;
    expect(what).to.match(/^found "[x ]{59}…"; takes letters/);
    // With its quotation marks, that is just 60.
    const [{ what: whole }] = check(`name: "${'x '.repeat(29)}"`).problems;
    expect(whole).to.match(/^found "[x ]{58}"; takes letters/);
  });
});

describe('valueIn', () => {
  it('finds what stands there itself, and nothing that every object has', () => {
    const raw = { a: [{ b: null }], c: 'text' };
    expect(valueIn(raw, ['a', 0, 'b'])).to.equal(null);
    for (const path of [['constructor'], ['a', 'map'], ['a', 0, 'b', 'c'], ['c', 'trim'], ['d', 'e']])
      expect(valueIn(raw, path), path.join('.')).to.equal(undefined);
  });
});

describe('formatPath', () => {
  it('writes a path as people write it', () => {
    expect(formatPath(['oauth', 'callbackUrls', 0])).to.equal('oauth.callbackUrls[0]');
    expect(formatPath([])).to.equal('');
  });
});

describe('throwProblems', () => {
  const thrownBy = (problems: Problem[]): SfError | undefined => {
    try {
      throwProblems(problems);
      return undefined;
    } catch (error) {
      return error as SfError;
    }
  };
  const one = { where: '--name', what: 'is wrong' };
  const two = { where: '--label', what: 'is missing' };

  it('throws nothing where there is no problem', () => {
    expect(thrownBy([])).to.equal(undefined);
  });

  it('throws one error for one problem', () => {
    const error = thrownBy([one]);
    expect(error).to.include({ name: 'InvalidInputError', message: '--name: is wrong', exitCode: 1 });
    expect(error?.data).to.deep.equal([one]);
  });

  it('throws one error for several problems', () => {
    const error = thrownBy([one, two]);
    expect(error?.message).to.equal('2 things are wrong; nothing was sent.\n  --name: is wrong\n  --label: is missing');
    expect(error?.data).to.deep.equal([one, two]);
  });
});
