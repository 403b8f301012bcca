import { expect } from 'chai';
import { accept, compose, warningsFor, type Composed } from '../../../src/operations/compose.js';
import { formatPath } from '../../../src/definition/problems.js';
import type { CheckedPart, PartialDefinition } from '../../../src/definition/schema.js';
import type { AppRequest } from '../../../src/operations/request.js';
import type { Template } from '../../../src/templates/template.js';
import { parseTemplate } from '../../support/parsedTemplate.js';
import { apiName } from '../../../src/settings/apiNames.js';

const ORG = { loginUrl: 'https://login.salesforce.com', instanceUrl: 'https://a.example', username: 'me@a.example' };

const templateOf = (more: object): Template => {
  const { template, problems } = parseTemplate(JSON.stringify({ title: 'T', summary: 'x', ...more }), 'shop.yaml');
  expect(problems).to.deep.equal([]);
  return template!;
};

/** What the parts of a request hold, each as if it had been read. */
interface Parts extends Partial<Omit<AppRequest, 'file' | 'flags'>> {
  file?: PartialDefinition;
  flags?: PartialDefinition;
  /** Settings that a flag gives, and wrong. */
  wrong?: CheckedPart['wrong'];
}

const composeOf = ({ file = {}, flags = {}, wrong = [], ...more }: Parts): Composed =>
  compose(
    {
      input: { parameters: [], flags: [] },
      template: undefined,
      parameters: {},
      secrets: {},
      unreadSecrets: [],
      file: { value: file, problems: [], wrong: [], refused: [], locate: formatPath, isUnread: false },
      flags: { value: flags, problems: [], wrong, refused: [], locate: formatPath, isUnread: false },
      problems: [],
      missingParameters: [],
      wrongParameters: [],
      isUnread: false,
      ...more,
    } as AppRequest,
    ORG
  );

const problemsOf = (parts: Parts): string[] => composeOf(parts).problems.map(({ where, what }) => `${where}: ${what}`);

describe('compose', () => {
  it('puts flags over the file over the template', () => {
    const { definition, problems } = composeOf({
      template: templateOf({
        parameters: [{ name: 'host', help: 'x' }],
        label: 'From template',
        description: 'From template',
        oauth: { callbackUrls: ['${org.loginUrl}/a', 'https://${host}/'], flows: { device: true } },
      }),
      parameters: { host: 'b.example' },
      file: { description: 'From file', oauth: { flows: { tokenExchange: true } }, contactPhone: '1' },
      flags: { contactPhone: '2', oauth: { scopes: ['api'] } },
    });
    expect(problems).to.deep.equal([]);
    expect(definition).to.deep.equal({
      name: 'From_template',
      label: 'From template',
      description: 'From file',
      contactPhone: '2',
      oauth: {
        callbackUrls: ['https://login.salesforce.com/a', 'https://b.example/'],
        scopes: ['api'],
        flows: { device: true, tokenExchange: true },
      },
    });
  });

  describe('name and label', () => {
    it('stand in for each other', () => {
      const of = (flags: Parts['flags']): unknown => {
        const { definition, defaultLabel, problems } = composeOf({ flags });
        return [definition.name, definition.label, defaultLabel, problems.length];
      };
      expect(of({ label: 'Sinergify - Jira Prod' })).to.deep.equal([
        'Sinergify_Jira_Prod',
        'Sinergify - Jira Prod',
        'Sinergify - Jira Prod',
        0,
      ]);
      expect(of({ name: apiName.parse('Shop') })).to.deep.equal(['Shop', undefined, 'Shop', 0]);
      expect(of({ name: apiName.parse('Shop'), label: 'My Shop' })).to.deep.equal(['Shop', 'My Shop', 'My Shop', 0]);
    });

    it('are asked for where there is neither', () => {
      expect(problemsOf({})).to.deep.equal([
        '--label: is missing: the app needs a label (--label) or an API name (--name)',
      ]);
    });

    it('are not both derived from a label without letters', () => {
      expect(problemsOf({ flags: { label: '漢字' } })).to.deep.equal([
        '--name: is missing: the label "漢字" has no letter that an API name could begin with',
      ]);
    });

    it('are not called missing where they are wrong, or what may hold them cannot be read', () => {
      expect(problemsOf({ wrong: ['name'] })).to.deep.equal([]);
      expect(problemsOf({ wrong: ['label'] })).to.deep.equal([]);
      expect(problemsOf({ isUnread: true })).to.deep.equal([]);
    });
  });

  describe('what a template requires', () => {
    const template = templateOf({ label: 'Shop', required: ['policies.profiles', 'policies.startUrl'] });

    it('must be given, by flag or file', () => {
      expect(problemsOf({ template })).to.deep.equal([
        '--profile: is missing: Profiles (policies.profiles in a definition file) must be given',
        'policies.startUrl: is missing: Custom Start URL (policies.startUrl in a definition file) must be given',
      ]);
      const policies = { profiles: ['Sales'], startUrl: 'https://a/' };
      expect(problemsOf({ template, flags: { policies } })).to.deep.equal([]);
      expect(problemsOf({ template, file: { policies } })).to.deep.equal([]);
    });

    it('is missing where an empty list is given', () => {
      const policies = { profiles: [], startUrl: 'https://a/' };
      expect(problemsOf({ template, flags: { policies } })).to.have.lengthOf(1);
    });

    it('is not called missing where it is wrong', () => {
      const flags = { policies: { startUrl: 'https://a/' } };
      expect(problemsOf({ template, flags, wrong: ['policies.profiles'] })).to.deep.equal([]);
    });
  });

  it('tells what is wrong in a template once it is filled, where it was given, beside all other problems', () => {
    const template = templateOf({
      label: 'Shop',
      parameters: [
        { name: 'first', help: 'x' },
        { name: 'url', help: 'x' },
      ],
      oauth: { callbackUrls: ['${first}', '${url}'] },
      contactEmail: '${url}',
    });
    const problems = problemsOf({
      template,
      parameters: { url: 'nowhere' },
      problems: [{ where: '--scope', what: 'is wrong' }],
    });
    expect(problems.map((problem) => problem.split(':').at(0))).to.have.members(['--scope', '--set url', '--set url']);
    expect(problems.join('\n'))
      .to.contain('--set url: found "nowhere"; must be an absolute URL')
      .and.to.contain('--set url: found "nowhere"; must be an email address');
  });

  describe('a run-as user', () => {
    const policies = { runAs: 'robot@a.example' };

    it('switches the client credentials flow on', () => {
      const { definition, problems } = composeOf({ flags: { name: apiName.parse('Shop'), policies } });
      expect(problems).to.deep.equal([]);
      expect(definition.oauth?.flows).to.deep.equal({ clientCredentials: true });
    });

    it('contradicts a flow that is switched off', () => {
      const flags = { name: apiName.parse('Shop'), policies, oauth: { flows: { clientCredentials: false } } };
      expect(problemsOf({ flags })).to.deep.equal([
        '--run-as: needs the client credentials flow, and oauth.flows.clientCredentials is false',
      ]);
    });

    it('is not needed for the flow to be on', () => {
      const flags = { name: apiName.parse('Shop'), oauth: { flows: { clientCredentials: true } } };
      expect(composeOf({ flags }).definition.policies).to.equal(undefined);
    });
  });

  describe('a setting that the template requires and makes of a parameter', () => {
    const text = [
      'title: Shop',
      'summary: x',
      'parameters: [{ name: domain, help: The domain. }]',
      'required: [oauth.callbackUrls]',
      'label: Shop',
      'oauth: { callbackUrls: ["https://${domain}/cb"] }',
    ].join('\n');
    const { template } = parseTemplate(text, 'shop.yaml');

    it('can be given by either', () => {
      expect(composeOf({ template }).problems.map(({ where }) => where)).to.deep.equal([
        '--callback-url, --set domain',
      ]);
    });

    it('is not missing where the parameter is wrong', () => {
      expect(composeOf({ template, wrongParameters: ['domain'] }).problems).to.deep.equal([]);
    });
  });

  describe('a warning', () => {
    const warningsOf = (definition: Parts['flags']): string[] =>
      warningsFor({ oauth: { scopes: ['api'] }, ...definition });

    it('is given of callback URLs in plain http, but not of this machine', () => {
      const callbackUrls = [
        'http://10.0.0.1:8881/cb',
        'https://a.example/',
        'http://localhost:1717/',
        'http://127.0.0.9/',
        'http://[::1]:80/',
        'myapp://x',
      ];
      const warnings = warningsOf({ oauth: { callbackUrls } });
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.match(/^The callback URL http:\/\/10\.0\.0\.1:8881\/cb is plain http/);
    });

    it("is given of the CLI's own callback where refresh tokens are rotated, or will be", () => {
      const CLI = 'http://localhost:1717/OauthRedirect';
      const OLD = '2026-06-30T12:00:00.000+0000';
      const NEW = '2026-07-01T12:00:00.000+0000';
      const isWarned = (rotateRefreshTokens: boolean | undefined, createdDate?: string, own = CLI): boolean => {
        const oauth = { callbackUrls: ['https://a.example/', own], security: { rotateRefreshTokens } };
        return warningsFor({ oauth }, { createdDate }).some((warning) => warning.includes('sf update'));
      };
      expect([true, false, undefined].map((asked) => isWarned(asked, OLD))).to.deep.equal([true, false, false]);
      // Salesforce turns it on for new apps, whatever is asked for.
      for (const asked of [true, false, undefined]) {
        expect(isWarned(asked, NEW), String(asked)).to.equal(true);
        expect(isWarned(asked), String(asked)).to.equal(true);
      }
      expect(isWarned(true, NEW, 'http://localhost:1717/other')).to.equal(false);
    });

    it('is not given where nothing restricts anybody, and nothing is granted', () => {
      expect(warningsOf({})).to.deep.equal([]);
    });

    it('is given of an app without OAuth', () => {
      expect(warningsFor({ label: 'Shop' })).to.deep.equal([
        'Nothing of OAuth is asked for (callback URL, scopes, flows): by itself the app lets nobody in.',
      ]);
    });

    it('is given where nobody is permitted', () => {
      expect(warningsOf({ policies: { permittedUsers: 'adminApproved' } })[0]).to.match(/^Only admin-approved users/);
      expect(warningsOf({ policies: { permittedUsers: 'adminApproved', profiles: [] } })).to.have.lengthOf(1);
      expect(warningsOf({ policies: { permittedUsers: 'adminApproved', profiles: ['Sales'] } })).to.deep.equal([]);
      expect(warningsOf({ policies: { permittedUsers: 'adminApproved', permissionSets: ['S'] } })).to.deep.equal([]);
      expect(warningsOf({ policies: { permittedUsers: 'allSelfAuthorized' } })).to.deep.equal([]);
    });

    it('is given where grants restrict nobody', () => {
      expect(warningsOf({ policies: { profiles: ['Sales'] } })[0]).to.match(/restrict nobody/);
    });
  });
});

describe('accepting what was composed', () => {
  const refusalOf = (parts: Parts): string => {
    const { definition, problems } = composeOf(parts);
    try {
      accept(definition, problems);
    } catch (error) {
      return String(error);
    }
    return '';
  };

  it('makes an app of it, with a name', () => {
    const { definition, problems } = composeOf({ flags: { label: 'My Shop' } });
    expect(accept(definition, problems)).to.deep.equal({ name: 'My_Shop', label: 'My Shop' });
  });

  it('is refused with everything that is wrong', () => {
    const problems = [
      { where: '--scope', what: 'is wrong' },
      { where: '--set', what: 'is missing' },
    ];
    expect(refusalOf({ flags: { label: 'My Shop' }, problems })).to.match(/--scope: is wrong\s+--set: is missing/);
  });

  it('is refused without a name, also where nobody has called it missing', () => {
    expect(refusalOf({})).to.include('--label: is missing');
    expect(() => accept({}, [])).to.throw('--label: is missing');
    expect(() => accept({ label: '漢字' }, [])).to.throw('--name: is missing');
  });
});
