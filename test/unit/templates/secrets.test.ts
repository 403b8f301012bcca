import { expect } from 'chai';
import { fillTemplate } from '../../../src/templates/fill.js';
import { fillParameters } from '../../../src/templates/parameters.js';
import { fillSecrets, secretVariable } from '../../../src/templates/secrets.js';
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

describe('a secret parameter', () => {
  it('has an environment variable of its name', () => {
    expect(secretVariable('apiToken')).to.equal('SF_ECA_API_TOKEN');
    expect(secretVariable('jiraPassword')).to.equal('SF_ECA_JIRA_PASSWORD');
  });

  it('is taken from the environment, or as it was typed', () => {
    const environment = { SF_ECA_API_TOKEN: 'from there' };
    expect(fillSecrets(templateWith(), pro, {}, environment).secrets).to.deep.equal({ apiToken: 'from there' });
    const typed = fillSecrets(templateWith(), pro, { apiToken: 'typed' }, environment);
    expect(typed.secrets).to.deep.equal({ apiToken: 'typed' });
  });

  it('is missing where it is needed, also where the variable is empty', () => {
    const { secrets, problems } = fillSecrets(templateWith(), pro, {}, { SF_ECA_API_TOKEN: '' });
    expect(secrets).to.deep.equal({});
    expect(problems).to.have.length(1);
    expect(problems[0].where).to.equal('apiToken');
    expect(problems[0].what).to.include('Ask Acme.').and.to.include('SF_ECA_API_TOKEN');
  });

  it('is neither missing nor read where it does not count', () => {
    const environment = { SF_ECA_API_TOKEN: 'from there' };
    expect(fillSecrets(templateWith(), { edition: 'free' }, {}, environment)).to.deep.equal({
      secrets: {},
      problems: [],
    });
    expect(fillSecrets(undefined, {}, {}, environment)).to.deep.equal({ secrets: {}, problems: [] });
  });

  it('is refused on the command line, and not repeated', () => {
    const { values, problems } = fillParameters(templateWith(), ['apiToken=hush', 'apiToken=hush-hush']);
    expect(values).to.deep.equal({ edition: 'free' });
    expect(problems).to.have.length(1);
    expect(problems[0].where).to.equal('--set apiToken');
    expect(problems[0].what).to.include('SF_ECA_API_TOKEN').and.to.not.include('hush');
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
