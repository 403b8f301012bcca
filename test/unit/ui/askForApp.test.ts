import { expect } from 'chai';
import type { AppInput } from '../../../src/operations/input.js';
import { askForApp, confirmApp } from '../../../src/ui/askForApp.js';
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
