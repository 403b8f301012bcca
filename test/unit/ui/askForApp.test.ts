import { expect } from 'chai';
import type { AppInput } from '../../../src/operations/input.js';
import { askForApp, askForSecrets, confirmApp } from '../../../src/ui/askForApp.js';
import type { Prompter } from '../../../src/ui/prompts.js';

const ORG = {
  loginUrl: 'https://test.salesforce.com',
  instanceUrl: 'https://acme.my.salesforce.com',
  username: 'ada@acme.example',
};

const NOTHING: AppInput = { parameters: [], flags: [{ flag: 'profile', path: 'policies.profiles', value: undefined }] };

/** Answers in order, and tries each wrong answer before the right one. */
const answering = (answers: string[], wrong: string[] = []): Prompter & { asked: string[]; complaints: string[] } => {
  const asked: string[] = [];
  const complaints: string[] = [];
  const next = (message: string): Promise<string> => {
    asked.push(message);
    return Promise.resolve(answers.shift() ?? '');
  };
  return {
    asked,
    complaints,
    pick: next,
    choose: next,
    ask: (message, judge) => {
      for (const text of wrong) complaints.push(judge(text) ?? '');
      return next(message);
    },
    secret: next,
    confirm: async (message) => (await next(message)) === 'yes',
  };
};

describe('askForApp', () => {
  it('asks for the system and what it requires where nothing was given', async () => {
    const prompter = answering(['sendsafely', 'System Administrator, Standard User'], ['']);
    const { input, wasAsked } = await askForApp(NOTHING, ORG, prompter);
    expect(wasAsked).to.equal(true);
    expect(input.template).to.equal('sendsafely');
    expect(input.flags).to.deep.equal([
      { flag: 'profile', path: 'policies.profiles', value: ['System Administrator', 'Standard User'] },
    ]);
    expect(prompter.asked).to.deep.equal([
      'Which system do you want to set up?',
      'Profiles (several: separated by commas)',
    ]);
    expect(prompter.complaints).to.deep.equal(['must be given']);
  });

  it('asks for a secret unseen, and only for parameters that count', async () => {
    const prompter = answering(['https://acme.atlassian.net', 'admin', 'hush', 'perUser']);
    const given = { ...NOTHING, template: 'peeklogic', parameters: ['parts=jira'] };
    const { input, wasAsked } = await askForApp(given, ORG, prompter);
    expect(wasAsked).to.equal(true);
    expect(input.secrets).to.deep.equal({ jiraPassword: 'hush' });
    expect(input.parameters).to.deep.equal([
      'parts=jira',
      'jiraUrl=https://acme.atlassian.net',
      'jiraUsername=admin',
      'jiraIdentityType=perUser',
    ]);
    expect(prompter.asked.map((question) => question.split(':')[0])).to.deep.equal([
      'jiraUrl',
      'jiraUsername',
      'jiraPassword',
      'jiraIdentityType',
    ]);
    const shown: string[] = [];
    expect(await confirmApp(input, ORG, answering(['yes']), (text) => shown.push(text))).to.equal(true);
    expect(shown.join()).to.include('NamedCredential Peeklogic_Jira').and.to.not.include('hush');
  });

  it('takes a secret at the terminal that was to come from stdin, whatever the environment has', async () => {
    process.env.SF_ECA_JIRA_PASSWORD = 'from there';
    try {
      const parameters = [
        'parts=jira',
        'jiraUrl=https://acme.atlassian.net',
        'jiraUsername=admin',
        'jiraIdentityType=perUser',
      ];
      const given = { ...NOTHING, template: 'peeklogic', parameters };
      expect((await askForApp(given, ORG, answering([]))).wasAsked).to.equal(false);
      const piped = { ...given, parameters: [...parameters, 'jiraPassword=-'] };
      const { input } = await askForApp(piped, ORG, answering(['typed']));
      expect(input).to.deep.equal({ ...piped, secrets: { jiraPassword: 'typed' } });
    } finally {
      delete process.env.SF_ECA_JIRA_PASSWORD;
    }
  });

  it('asks for nothing where nothing is missing', async () => {
    const given = {
      ...NOTHING,
      template: 'sendsafely',
      flags: [{ flag: 'profile', path: 'policies.profiles', value: ['System Administrator'] }],
    };
    const prompter = answering([]);
    expect(await askForApp(given, ORG, prompter)).to.deep.equal({ input: given, wasAsked: false });
    expect(prompter.asked).to.deep.equal([]);
  });

  it('leaves what is wrong to the one error that names it all', async () => {
    const given = { ...NOTHING, template: 'nothing-like-it' };
    const prompter = answering([]);
    expect((await askForApp(given, ORG, prompter)).input).to.deep.equal(given);
    expect(prompter.asked).to.deep.equal([]);
  });
});

describe('askForSecrets', () => {
  it('asks for the secrets that are missing and for nothing else', async () => {
    const prompter = answering(['hush']);
    const given = { ...NOTHING, template: 'peeklogic', parameters: ['parts=jira'] };
    expect(await askForSecrets(given, prompter)).to.deep.equal({ ...given, secrets: { jiraPassword: 'hush' } });
    expect(prompter.asked).to.have.length(1);
    const none = { ...given, parameters: ['parts=salesforce'] };
    expect(await askForSecrets(none, prompter)).to.deep.equal(none);
    expect(await askForSecrets(NOTHING, prompter)).to.deep.equal(NOTHING);
    expect(prompter.asked).to.have.length(1);
  });
});

describe('confirmApp', () => {
  const input = {
    template: 'sendsafely',
    parameters: [],
    flags: [{ flag: 'profile', path: 'policies.profiles', value: ['System Administrator'] }],
  };

  it("shows in Setup's words what will be set up, and asks for a last yes", async () => {
    const shown: string[] = [];
    const prompter = answering(['yes']);
    expect(await confirmApp(input, ORG, prompter, (text) => shown.push(text))).to.equal(true);
    expect(shown.join('\n')).to.include('Callback URL: https://test.salesforce.com/services/oauth2/success');
    expect(shown.join('\n')).to.include('Permitted Users: Admin approved users are pre-authorized');
    expect(prompter.asked).to.deep.equal(['Set up SendSafely_Dropzone_Connector in the org of ada@acme.example?']);
  });

  it('takes no for an answer', async () => {
    expect(await confirmApp(input, ORG, answering(['no']), () => undefined)).to.equal(false);
  });
});
