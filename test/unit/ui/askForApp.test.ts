import { Readable } from 'node:stream';
import { expect } from 'chai';
import { readRequest, type AppInput, type AppRequest } from '../../../src/operations/request.js';
import { chooseTemplate } from '../../../src/ui/chooseTemplate.js';
import { askForApp } from '../../../src/ui/askForApp.js';
import { askForSecrets } from '../../../src/ui/askForParameters.js';
import { personWith, terminalOf } from '../../support/asking.js';
import { failureOf, flag } from '../../support/operations.js';

const NOTHING: AppInput = { parameters: [], flags: [flag('policies.profiles', undefined)] };

const read = (input: Partial<AppInput>, environment: NodeJS.ProcessEnv = {}): Promise<AppRequest> =>
  readRequest({ ...NOTHING, ...input }, { environment });

const valueOf = ({ input }: AppRequest, path: string): unknown =>
  input.flags.find((given) => given.path === path)?.value;

describe('askForApp', () => {
  it('asks for the system and what it requires where nothing was given', async () => {
    const terminal = terminalOf(personWith(['vendor', 'sendsafely', ['System Administrator', 'Standard User']]));
    const { request, wasAsked } = await askForApp(await read({}), terminal);
    expect(wasAsked).to.equal(true);
    expect(request.input.template).to.equal('sendsafely');
    expect(valueOf(request, 'policies.profiles')).to.deep.equal(['System Administrator', 'Standard User']);
    expect(terminal.prompter.asked).to.deep.equal([
      'What is it that connects to Salesforce?',
      'Which system do you want to set up?',
      'Profiles',
    ]);
    expect(terminal.prompter.offered[1].slice(0, 5)).to.deep.equal([
      'peeklogic',
      'plauti',
      'sendsafely',
      'service-board-sync',
      'sinergify',
    ]);
    expect(terminal.prompter.offered[2]).to.deep.equal(['System Administrator', 'Standard User']);
  });

  it('asks the org once, and only for the lists that it shows', async () => {
    const terminal = terminalOf(personWith(['vendor', 'sendsafely', ['System Administrator']]));
    await askForApp(await read({}), terminal);
    expect(terminal.questions.map(({ appName, lists }) => ({ appName, lists }))).to.deep.equal([
      { appName: 'SendSafely_Dropzone_Connector', lists: ['apps', 'profiles'] },
    ]);
  });

  it('asks for a secret unseen, and only for parameters that count', async () => {
    const terminal = terminalOf(personWith(['https://acme.atlassian.net', 'admin', 'hush', 'perUser']));
    const given = await read({ template: 'peeklogic', parameters: ['parts=jira'] });
    const { request } = await askForApp(given, terminal);
    expect(request.secrets).to.deep.equal({ jiraPassword: 'hush' });
    expect(request.input.parameters).to.deep.equal([
      'parts=jira',
      'jiraUrl=https://acme.atlassian.net',
      'jiraUsername=admin',
      'jiraIdentityType=perUser',
    ]);
    expect(terminal.prompter.asked.map((question) => question.split(':')[0])).to.deep.equal([
      'jiraUrl',
      'jiraUsername',
      'jiraPassword',
      'jiraIdentityType',
    ]);
  });

  it('says what must be at hand before the first question, also what hangs on an answer', async () => {
    const terminal = terminalOf(personWith([]));
    let shownAtFirst: string[] | undefined;
    const { prompter } = terminal;
    const ask = prompter.ask;
    prompter.ask = (...question) => {
      shownAtFirst ??= [...terminal.shown];
      return ask(...question);
    };
    await askForApp(await read({ template: 'peeklogic', parameters: ['parts=jira'] }), terminal);
    expect(shownAtFirst?.join('\n')).to.match(/^To have at hand:\n\* Make an API token in Jira/);
    expect(shownAtFirst?.join('\n')).to.include('(where jiraIdentityType=perUser)');
  });

  it('takes a secret at the terminal that was to come from stdin, whatever the environment has', async () => {
    const environment = { ECA_SECRET_JIRA_PASSWORD: 'from there' };
    const parameters = [
      'parts=jira',
      'jiraUrl=https://acme.atlassian.net',
      'jiraUsername=admin',
      'jiraIdentityType=perUser',
    ];
    const given = await read({ template: 'peeklogic', parameters }, environment);
    expect((await askForApp(given, terminalOf(personWith([])))).wasAsked).to.equal(false);
    const stdin = Object.assign(Readable.from([]), { isTTY: true });
    const input = { ...NOTHING, template: 'peeklogic', parameters: [...parameters, 'jiraPassword=-'] };
    const piped = await readRequest(input, { environment, stdin });
    const { request } = await askForApp(piped, terminalOf(personWith(['typed'])));
    expect(request.secrets).to.deep.equal({ jiraPassword: 'typed' });
  });

  it('asks for nothing, neither the person nor the org, where nothing is missing', async () => {
    const given = await read({
      template: 'sendsafely',
      flags: [flag('policies.profiles', ['System Administrator'])],
    });
    const terminal = terminalOf(personWith([]));
    const { request, wasAsked } = await askForApp(given, terminal);
    expect([request, wasAsked]).to.deep.equal([given, false]);
    expect([terminal.prompter.asked, terminal.questions]).to.deep.equal([[], []]);
  });

  it('leaves what is wrong to the one error that names it all', async () => {
    for (const input of [
      { template: 'nothing-like-it' },
      { template: 'service-board-sync', parameters: ['tenantDomain=https://bad/x'] },
      { template: 'sendsafely', flags: [flag('oauth.scopes', ['apii'])] },
    ]) {
      const given = await read(input);
      const terminal = terminalOf(personWith([]));
      expect((await askForApp(given, terminal)).request).to.equal(given);
      expect(terminal.prompter.asked, JSON.stringify(input)).to.deep.equal([]);
    }
  });

  it('tells of the request after every answer, so that nothing is lost where the run stops', async () => {
    const told: string[][] = [];
    const terminal = terminalOf(personWith(['https://acme.atlassian.net', 'admin', 'hush', 'perUser']), {
      onAnswer: ({ input }) => told.push(input.parameters),
    });
    await askForApp(await read({ template: 'peeklogic', parameters: ['parts=jira'] }), terminal);
    expect(told.at(-2)).to.include('jiraUsername=admin');
    expect(JSON.stringify(told)).to.not.include('hush');
  });

  describe('about access to secrets', () => {
    const PEEKLOGIC = { template: 'peeklogic', parameters: ['parts=salesforce'] };

    it('asks before the first question that needs it', async () => {
      const terminal = terminalOf(personWith(['yes', 'namedPrincipal']), { givesNoSecrets: true });
      const { enableAccess, wasAsked } = await askForApp(await read(PEEKLOGIC), terminal);
      expect([enableAccess, wasAsked]).to.deep.equal([true, true]);
      expect(terminal.prompter.asked[0]).to.include('gives out no secrets').and.to.include('off again');
      expect(terminal.prompter.asked[1]).to.match(/^salesforceIdentityType/);
    });

    it('asks also where nothing else is missing', async () => {
      const given = await read({ ...PEEKLOGIC, parameters: ['parts=salesforce', 'salesforceIdentityType=perUser'] });
      const terminal = terminalOf(personWith(['yes']), { givesNoSecrets: true });
      expect(await askForApp(given, terminal)).to.include({ enableAccess: true, wasAsked: true });
    });

    it('ends the run where the person says no', async () => {
      const terminal = terminalOf(personWith(['no']), { givesNoSecrets: true });
      expect((await failureOf(askForApp(await read(PEEKLOGIC), terminal))).name).to.equal('DeclinedError');
    });

    it('does not ask where it is on, or was allowed', async () => {
      const given = await read(PEEKLOGIC);
      for (const more of [{}, { givesNoSecrets: true, enableAccess: true }]) {
        const terminal = terminalOf(personWith(['perUser']), more);
        await askForApp(given, terminal);
        expect(terminal.prompter.asked).to.have.length(1);
      }
    });
  });

  describe('of an app that exists', () => {
    const EXISTING = { template: 'sendsafely', flags: [flag('name', 'Taken')] };

    it('asks whether it is to be changed, before anything else', async () => {
      const terminal = terminalOf(personWith(['update', ['System Administrator']]));
      const { updateExisting, request } = await askForApp(await read(EXISTING), terminal);
      expect(updateExisting).to.equal(true);
      expect(terminal.prompter.asked[0]).to.equal('The org has an app Taken already.');
      expect(valueOf(request, 'name')).to.equal('Taken');
    });

    it('takes another name, which must be free and a name', async () => {
      const terminal = terminalOf(personWith(['other', 'Second', 'Second one', ['Standard User']], ['taken', '9x']));
      const { updateExisting, request } = await askForApp(await read(EXISTING), terminal);
      expect(updateExisting).to.equal(false);
      expect([valueOf(request, 'name'), valueOf(request, 'label')]).to.deep.equal(['Second', 'Second one']);
      expect(terminal.prompter.complaints[0]).to.include('already');
      expect(terminal.prompter.complaints[1]).to.match(/letter/);
    });

    it('ends the run where the person wants that', async () => {
      const error = await failureOf(askForApp(await read(EXISTING), terminalOf(personWith(['stop']))));
      expect(error.name).to.equal('DeclinedError');
    });

    it('does not ask where its change was asked for', async () => {
      const terminal = terminalOf(personWith([['Standard User']]), { updateExisting: true });
      await askForApp(await read(EXISTING), terminal);
      expect(terminal.prompter.asked).to.deep.equal(['Profiles']);
    });
  });

  for (const [kind, template] of [
    ['pipeline', 'ci-jwt'],
    ['server', 'client-credentials'],
    ['webApp', 'web-server'],
    ['device', 'device'],
    ['aiClient', 'mcp-client'],
  ]) {
    it(`leads to the template ${template} by what connects`, async () => {
      const person = personWith([kind]);
      const { template: chosen } = await chooseTemplate(await read({}), person);
      expect(chosen?.name).to.equal(template);
      expect(person.offered[0]).to.include(kind).and.not.include('ownTemplate');
    });
  }

  it('leads from the list of vendors to an app of one’s own', async () => {
    const answers = ['vendor', '', 'Shop', 'https://shop.example/cb', ['api'], 'adminApproved', ['Shop_User']];
    const { request } = await askForApp(await read({}), terminalOf(personWith(answers)));
    expect([request.template, request.flags.value.label]).to.deep.equal([undefined, 'Shop']);
  });

  describe('for an app of one’s own', () => {
    it('asks for what makes one, without a template', async () => {
      const answers = ['none', 'Shop', 'https://shop.example/cb', ['api'], 'adminApproved', ['Shop_User']];
      const terminal = terminalOf(personWith(answers));
      const { request } = await askForApp(await read({}), terminal);
      expect(request.template).to.equal(undefined);
      expect(request.flags.value).to.deep.equal({
        label: 'Shop',
        oauth: { callbackUrls: ['https://shop.example/cb'], scopes: ['api'] },
        policies: { permittedUsers: 'adminApproved', permissionSets: ['Shop_User'] },
      });
    });

    it('offers the users whom the client credentials flow can run as, where nobody comes back to a URL', async () => {
      const terminal = terminalOf(personWith(['', 'robot@acme.example', ['api'], 'allSelfAuthorized']));
      const { request } = await askForApp(await read({ flags: [flag('label', 'Night Export')] }), terminal);
      expect(terminal.prompter.offered[1]).to.deep.equal(['', 'robot@acme.example']);
      expect(valueOf(request, 'policies.runAs')).to.equal('robot@acme.example');
    });

    it('does not set up an app of no use unasked', async () => {
      const given = await read({ flags: [flag('label', 'Useless')] });
      const refused = await failureOf(askForApp(given, terminalOf(personWith(['', '', 'no']))));
      expect(refused.name).to.equal('DeclinedError');
      const terminal = terminalOf(personWith(['', '', 'yes']));
      expect((await askForApp(given, terminal)).request.flags.value).to.deep.equal({ label: 'Useless' });
      expect(terminal.prompter.asked.at(-1)).to.include('lets nobody in');
    });
  });
});

describe('askForSecrets', () => {
  it('asks for the secrets that are missing and for nothing else', async () => {
    const person = personWith(['hush']);
    const given = await read({ template: 'peeklogic', parameters: ['parts=jira'] });
    expect((await askForSecrets(given, person)).secrets).to.deep.equal({ jiraPassword: 'hush' });
    expect(person.asked).to.have.length(1);
    for (const input of [{ template: 'peeklogic', parameters: ['parts=salesforce'] }, {}]) {
      const none = await read(input);
      expect(await askForSecrets(none, person)).to.equal(none);
    }
    expect(person.asked).to.have.length(1);
  });
});
