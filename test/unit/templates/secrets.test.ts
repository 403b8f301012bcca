import { expect } from 'chai';
import { fillTemplate } from '../../../src/templates/fill.js';
import { fillParameters } from '../../../src/templates/parameters.js';
import { fillSecrets, secretVariable, unreadSecrets, warnOfFormerVariables } from '../../../src/templates/secrets.js';
import type { Template } from '../../../src/templates/template.js';
import { parseTemplate } from '../../support/parsedTemplate.js';

const PARAMETERS = [
  { name: 'edition', type: 'choice', choices: ['free', 'pro'], default: 'free', help: 'Which.' },
  { name: 'apiToken', type: 'secret', required: true, help: 'Ask Acme.', when: { edition: ['pro'] } },
];
const ORG = { loginUrl: undefined, instanceUrl: undefined, username: undefined };

const templateWith = (more: object = {}): Template => {
  const text = JSON.stringify({ title: 'Acme', summary: 'x', parameters: PARAMETERS, ...more });
  const { template, problems } = parseTemplate(text, 'acme.yaml');
  expect(problems).to.deep.equal([]);
  return template!;
};

const pro = { edition: 'pro' };

const CREDENTIAL = {
  name: 'Acme',
  label: 'Acme',
  endpoint: 'https://acme.example',
  identityType: 'namedPrincipal',
  protocol: 'password',
  username: 'ada',
};

const NOTHING = { parameters: [] };
const FROM_STDIN = ['edition=pro', 'apiToken=-'];

describe('a secret parameter', () => {
  it('has an environment variable of its name', () => {
    expect(secretVariable('apiToken')).to.equal('ECA_SECRET_API_TOKEN');
    expect(secretVariable('jiraPassword')).to.equal('ECA_SECRET_JIRA_PASSWORD');
  });

  it('is taken from the environment, or as it was typed', () => {
    const environment = { ECA_SECRET_API_TOKEN: 'from there' };
    expect(fillSecrets(templateWith(), pro, NOTHING, environment).secrets).to.deep.equal({ apiToken: 'from there' });
    const typed = fillSecrets(templateWith(), pro, { ...NOTHING, secrets: { apiToken: 'typed' } }, environment);
    expect(typed.secrets).to.deep.equal({ apiToken: 'typed' });
  });

  it('is not what a script gives where it found none', () => {
    for (const value of ['null', 'undefined']) {
      const { problems } = fillSecrets(templateWith(), pro, NOTHING, { ECA_SECRET_API_TOKEN: value });
      expect(problems.map(({ where, what }) => `${where} ${what}`)).to.deep.equal([
        'apiToken is what a script gives where it found no value, and no secret: Ask Acme.',
      ]);
    }
  });

  it('is still taken from the name that its variable had before, with a warning', () => {
    const former = { SF_ECA_API_TOKEN: 'from there' };
    const warn = (given: { secrets?: Record<string, string>; parameters: string[] }, environment = {}): string[] =>
      warnOfFormerVariables(templateWith(), pro, given, { ...former, ...environment });
    expect(fillSecrets(templateWith(), pro, NOTHING, former).secrets).to.deep.equal({ apiToken: 'from there' });
    expect(warn(NOTHING)).to.deep.equal([
      'SF_ECA_API_TOKEN is read for the last time: sf itself writes variables that begin with SF_ into its log. Call it ECA_SECRET_API_TOKEN.',
    ]);
    expect(warn(NOTHING, { ECA_SECRET_API_TOKEN: 'new' })).to.deep.equal([]);
    expect(warn({ ...NOTHING, secrets: { apiToken: 'typed' } })).to.deep.equal([]);
    expect(warn({ parameters: FROM_STDIN })).to.deep.equal([]);
  });

  for (const given of [
    'apiToken:hush',
    'apiTokenhush',
    'apiToken:hush=x',
    'apiToken hush==',
    'API-TOKEN:hush=',
    'api_token=hush',
    'apiTokem=hush',
    'hush',
    'hush==',
    '=hush',
  ]) {
    it(`is not repeated where it was given wrongly: --set ${given}`, () => {
      const { problems } = fillParameters(templateWith(), ['edition=pro', given]);
      expect(problems[0]).to.deep.include({ where: '--set' });
      expect(JSON.stringify(problems)).not.to.include('hush');
    });
  }

  it('is missing where it is needed, also where the variable is empty', () => {
    const { secrets, problems, missing } = fillSecrets(templateWith(), pro, NOTHING, { ECA_SECRET_API_TOKEN: '' });
    expect(secrets).to.deep.equal({});
    expect(missing).to.deep.equal(['apiToken']);
    expect(problems).to.have.length(1);
    expect(problems[0].where).to.equal('apiToken');
    expect(problems[0].what)
      .to.include('Ask Acme.')
      .and.to.include('ECA_SECRET_API_TOKEN')
      .and.to.include('--set apiToken=-');
  });

  it('is not missing where nobody must give it', () => {
    const template = templateWith({ parameters: [{ name: 'apiToken', type: 'secret', help: 'x' }] });
    const nothing = { secrets: {}, problems: [], missing: [] };
    expect(fillSecrets(template, {}, NOTHING, {})).to.deep.equal(nothing);
  });

  it('is neither missing nor read where it does not count', () => {
    const environment = { ECA_SECRET_API_TOKEN: 'from there' };
    expect(fillSecrets(templateWith(), { edition: 'free' }, NOTHING, environment)).to.deep.equal({
      secrets: {},
      problems: [],
      missing: [],
    });
    expect(fillSecrets(undefined, {}, NOTHING, environment)).to.deep.equal({ secrets: {}, problems: [], missing: [] });
  });

  it('is refused on the command line, and not repeated', () => {
    const { values, problems } = fillParameters(templateWith(), ['apiToken=hush', 'apiToken=hush-hush']);
    expect(values).to.deep.equal({ edition: 'free' });
    expect(problems).to.have.length(1);
    expect(problems[0].where).to.equal('--set apiToken');
    expect(problems[0].what).to.include('ECA_SECRET_API_TOKEN').and.to.not.include('hush');
  });

  it('may be named on the command line, to be read from stdin', () => {
    const { values, problems } = fillParameters(templateWith(), FROM_STDIN);
    expect([values, problems]).to.deep.equal([pro, []]);
    const given = { parameters: FROM_STDIN };
    expect(unreadSecrets(templateWith(), pro, given)).to.deep.equal(['apiToken']);
    const read = { ...given, secrets: { apiToken: 'piped' } };
    expect(unreadSecrets(templateWith(), pro, read)).to.deep.equal([]);
    const environment = { ECA_SECRET_API_TOKEN: 'from there' };
    expect(fillSecrets(templateWith(), pro, read, environment)).to.deep.equal({
      secrets: { apiToken: 'piped' },
      problems: [],
      missing: [],
    });
  });

  it('is refused beside that all the same', () => {
    const { problems } = fillParameters(templateWith(), [...FROM_STDIN, 'apiToken=hush']);
    expect(problems.map(({ where }) => where)).to.deep.equal(['--set apiToken']);
    expect(JSON.stringify(problems)).to.not.include('hush');
  });

  it('does not come from the environment instead, where stdin is empty or a terminal', () => {
    const environment = { ECA_SECRET_API_TOKEN: 'from there' };
    for (const [secrets, word] of [
      [{ apiToken: '' }, 'stdin was empty. Ask Acme.'],
      [{}, 'is a terminal'],
    ] as const) {
      const filled = fillSecrets(templateWith(), pro, { parameters: FROM_STDIN, secrets }, environment);
      expect(filled.secrets).to.deep.equal({});
      expect(filled.problems.map(({ where }) => where)).to.deep.equal(['--set apiToken=-']);
      expect(filled.problems[0].what).to.include(word);
    }
  });

  it('is not read where it does not count', () => {
    expect(unreadSecrets(templateWith(), { edition: 'free' }, { parameters: ['apiToken=-'] })).to.deep.equal([]);
  });

  it('has stdin for itself', () => {
    const second = { name: 'otherToken', type: 'secret', help: 'x' };
    const template = templateWith({ parameters: [...PARAMETERS, second] });
    const given = { parameters: ['apiToken=-', 'otherToken=-'] };
    const { secrets, problems, missing } = fillSecrets(template, pro, given, {});
    expect(secrets).to.deep.equal({});
    expect(missing, 'both were to be given').to.deep.equal(['apiToken', 'otherToken']);
    expect(problems.map(({ where }) => where)).to.deep.equal(['--set apiToken=-, --set otherToken=-']);
    expect(problems[0].what).to.include('one secret');
  });

  it('goes into the password of a named credential', () => {
    const related = { namedCredentials: [{ ...CREDENTIAL, password: '${apiToken}' }] };
    const { raw, problems } = fillTemplate(templateWith({ related }), pro, ORG, { apiToken: 'hush' });
    expect(problems).to.deep.equal([]);
    expect(raw).to.deep.equal({ related: { namedCredentials: [{ ...CREDENTIAL, password: 'hush' }] } });
  });

  for (const [place, more] of [
    ['label', { label: 'x ${apiToken}' }],
    [
      'related.namedCredentials[0].username',
      { related: { namedCredentials: [{ ...CREDENTIAL, username: '${apiToken}', password: '${apiToken}' }] } },
    ],
    ['after[0].step', { after: [{ step: 'Type ${apiToken}.' }] }],
    ['before[0].page', { before: [{ step: 'x', page: 'https://a/${apiToken}' }] }],
  ] as const) {
    it(`goes nowhere else: ${place}`, () => {
      const text = JSON.stringify({ title: 'Acme', summary: 'x', parameters: PARAMETERS, ...more });
      const { template, problems } = parseTemplate(text, 'acme.yaml');
      expect(template).to.equal(undefined);
      expect(problems.map(({ where }) => where.split(' ').at(1))).to.deep.equal([place]);
      expect(problems[0].what).to.equal(
        '${apiToken} is a secret, which only the password of a named credential may hold'
      );
    });
  }

  it('has no default', () => {
    const parameters = [{ name: 'apiToken', type: 'secret', help: 'x', default: 'hush' }];
    const text = JSON.stringify({ title: 'Acme', summary: 'x', parameters });
    expect(
      parseTemplate(text, 'acme.yaml')
        .problems.map(({ what }) => what)
        .join()
    ).to.include('a secret has no default');
  });
});

describe('a part of a template with a condition', () => {
  const [free, paid] = ['Free', 'Pro'].map((name) => ({ ...CREDENTIAL, name, password: 'x' }));
  const body = {
    appWhen: { edition: ['pro'] },
    label: 'Acme',
    related: { namedCredentials: [free, { ...paid, when: { edition: ['pro'] } }] },
  };

  it('counts where the parameter has the value', () => {
    expect(fillTemplate(templateWith(body), pro, ORG).raw).to.deep.equal({
      label: 'Acme',
      related: { namedCredentials: [free, paid] },
    });
  });

  it('falls away where it has not, and the app with it', () => {
    expect(fillTemplate(templateWith(body), { edition: 'free' }, ORG).raw).to.deep.equal({
      related: { namedCredentials: [free] },
    });
  });
});
