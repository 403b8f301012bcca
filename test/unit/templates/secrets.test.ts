import { expect } from 'chai';
import { fillTemplate } from '../../../src/templates/fill.js';
import { fillParameters } from '../../../src/templates/parameters.js';
import { fillSecrets, secretVariable, unreadSecrets } from '../../../src/templates/secrets.js';
import { parseTemplate, type Template } from '../../../src/templates/template.js';

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

const NOTHING = { parameters: [] };
const FROM_STDIN = ['edition=pro', 'apiToken=-'];

describe('a secret parameter', () => {
  it('has an environment variable of its name', () => {
    expect(secretVariable('apiToken')).to.equal('SF_ECA_API_TOKEN');
    expect(secretVariable('jiraPassword')).to.equal('SF_ECA_JIRA_PASSWORD');
  });

  it('is taken from the environment, or as it was typed', () => {
    const environment = { SF_ECA_API_TOKEN: 'from there' };
    expect(fillSecrets(templateWith(), pro, NOTHING, environment).secrets).to.deep.equal({ apiToken: 'from there' });
    const typed = fillSecrets(templateWith(), pro, { ...NOTHING, secrets: { apiToken: 'typed' } }, environment);
    expect(typed.secrets).to.deep.equal({ apiToken: 'typed' });
  });

  it('is missing where it is needed, also where the variable is empty', () => {
    const { secrets, problems } = fillSecrets(templateWith(), pro, NOTHING, { SF_ECA_API_TOKEN: '' });
    expect(secrets).to.deep.equal({});
    expect(problems).to.have.length(1);
    expect(problems[0].where).to.equal('apiToken');
    expect(problems[0].what)
      .to.include('Ask Acme.')
      .and.to.include('SF_ECA_API_TOKEN')
      .and.to.include('--set apiToken=-');
  });

  it('is neither missing nor read where it does not count', () => {
    const environment = { SF_ECA_API_TOKEN: 'from there' };
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
    expect(problems[0].what).to.include('SF_ECA_API_TOKEN').and.to.not.include('hush');
  });

  it('may be named on the command line, to be read from stdin', () => {
    const { values, problems } = fillParameters(templateWith(), FROM_STDIN);
    expect([values, problems]).to.deep.equal([pro, []]);
    const given = { parameters: FROM_STDIN };
    expect(unreadSecrets(templateWith(), pro, given)).to.deep.equal(['apiToken']);
    const read = { ...given, secrets: { apiToken: 'piped' } };
    expect(unreadSecrets(templateWith(), pro, read)).to.deep.equal([]);
    const environment = { SF_ECA_API_TOKEN: 'from there' };
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
    const environment = { SF_ECA_API_TOKEN: 'from there' };
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
    const { secrets, problems } = fillSecrets(template, pro, given, {});
    expect(secrets).to.deep.equal({});
    expect(problems.map(({ where }) => where)).to.deep.equal(['--set apiToken=-, --set otherToken=-']);
    expect(problems[0].what).to.include('one secret');
  });

  it('goes into the password of a named credential', () => {
    const related = { namedCredentials: [{ name: 'Acme', password: '${apiToken}' }] };
    const { raw, problems } = fillTemplate(templateWith({ related }), pro, ORG, { apiToken: 'hush' });
    expect(problems).to.deep.equal([]);
    expect(raw).to.deep.equal({ related: { namedCredentials: [{ name: 'Acme', password: 'hush' }] } });
  });

  for (const body of [
    { label: 'x ${apiToken}' },
    { related: { namedCredentials: [{ label: '${apiToken}', password: '${apiToken}' }] } },
    { related: { authProviders: [{ password: '${apiToken}' }] } },
  ]) {
    it(`goes nowhere else: ${JSON.stringify(body)}`, () => {
      const { raw, problems } = fillTemplate(templateWith(body), pro, ORG, { apiToken: 'hush' });
      expect(problems).to.have.length(1);
      expect(problems[0].what).to.include('only the password of a named credential');
      expect(JSON.stringify([raw, problems])).to.not.include('hush');
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
  const body = {
    appWhen: { edition: ['pro'] },
    label: 'Acme',
    related: { namedCredentials: [{ name: 'Free' }, { name: 'Pro', when: { edition: ['pro'] } }] },
  };

  it('counts where the parameter has the value', () => {
    expect(fillTemplate(templateWith(body), pro, ORG).raw).to.deep.equal({
      label: 'Acme',
      related: { namedCredentials: [{ name: 'Free' }, { name: 'Pro' }] },
    });
  });

  it('falls away where it has not, and the app with it', () => {
    expect(fillTemplate(templateWith(body), { edition: 'free' }, ORG).raw).to.deep.equal({
      related: { namedCredentials: [{ name: 'Free' }] },
    });
  });

  it('is told where its parameter is none, or it has the wrong form', () => {
    const problemsOf = (related: object): string[] => {
      const text = JSON.stringify({ title: 'Acme', summary: 'x', parameters: PARAMETERS, related });
      return parseTemplate(text, 'acme.yaml').problems.map(({ what }) => what);
    };
    expect(problemsOf({ namedCredentials: [{ when: { size: ['big'] } }] })).to.deep.equal([
      'size is no parameter of this template',
    ]);
    expect(problemsOf({ namedCredentials: [{ when: 'pro' }] })[0]).to.include('must name parameters');
  });
});
