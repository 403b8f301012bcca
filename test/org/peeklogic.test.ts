import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import JSZip from 'jszip';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { createApp, type CreateOptions, type CreatedApp } from '../../src/operations/createApp.js';
import type { AppInput } from '../../src/operations/input.js';
import { readApps } from '../../src/org/apps.js';
import { readCredentials } from '../../src/org/credentials.js';
import { retrieveComponents, type RetrievedComponent } from '../../src/org/retrieve.js';
import { isAccessOn, readAppSettings, switchAccess } from '../../src/org/secretAccess.js';
import { connectTo, creation, failureOf, recordRun, type RecordedRun } from '../support/operations.js';
import { startRecorder, type Fault, type Interference, type Recorder } from '../support/recorder.js';

const APP = 'Peeklogic_Jira_Connector';
const TOKEN = 'tok&<en>-"of"-the-Jira-admin-4711';

type IdentityType = 'namedPrincipal' | 'perUser';

const peeklogic = (
  parts: 'all' | 'salesforce' | 'jira',
  identity: { salesforce: IdentityType; jira: IdentityType } = { salesforce: 'namedPrincipal', jira: 'namedPrincipal' }
): AppInput => ({
  template: 'peeklogic',
  parameters: [
    `parts=${parts}`,
    ...(parts === 'salesforce' ? [] : ['jiraUrl=https://acme.atlassian.net/', 'jiraUsername=admin@acme.com']),
    ...(parts === 'salesforce' ? [] : [`jiraIdentityType=${identity.jira}`]),
    ...(parts === 'jira' ? [] : [`salesforceIdentityType=${identity.salesforce}`]),
  ],
  flags: [],
  secrets: { jiraPassword: TOKEN },
});

const ALL = peeklogic('all');

const ALL_RELATED = [
  { type: 'AuthProvider', fullName: 'Peeklogic_Salesforce' },
  { type: 'NamedCredential', fullName: 'Peeklogic_Salesforce' },
  { type: 'NamedCredential', fullName: 'Peeklogic_Jira' },
];

const inState = (state: string, related = ALL_RELATED): object[] => related.map((member) => ({ ...member, state }));

/** Everything beside apps that the org holds, by type and name. */
const readRelated = async (connection: Connection): Promise<Record<string, RetrievedComponent['elements']>> => {
  const types = new Map([
    ['AuthProvider', '*' as const],
    ['NamedCredential', '*' as const],
  ]);
  const found = await retrieveComponents(connection, types);
  return Object.fromEntries(found.map(({ type, fullName, elements }) => [`${type} ${fullName}`, elements]));
};

const PRINCIPALS = { namedPrincipal: 'NamedUser', perUser: 'PerUser' };

/** What Peeklogic's guide comes to in the two types' elements, written by hand. */
const expectedRelated = (
  instanceUrl: string,
  consumerKey: string | null,
  identity: { salesforce: IdentityType; jira: IdentityType } = { salesforce: 'namedPrincipal', jira: 'namedPrincipal' }
): object => ({
  'AuthProvider Peeklogic_Salesforce': {
    authorizeUrl: 'https://login.salesforce.com/services/oauth2/authorize',
    consumerKey,
    defaultScopes: 'refresh_token full',
    friendlyName: 'Peeklogic Salesforce',
    isPkceEnabled: 'true',
    providerType: 'Salesforce',
    tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
  },
  'NamedCredential Peeklogic_Salesforce': {
    authProvider: 'Peeklogic_Salesforce',
    endpoint: instanceUrl,
    generateAuthorizationHeader: 'true',
    label: 'Peeklogic Salesforce',
    namedCredentialType: 'Legacy',
    oauthScope: 'refresh_token full',
    principalType: PRINCIPALS[identity.salesforce],
    protocol: 'Oauth',
  },
  'NamedCredential Peeklogic_Jira': {
    endpoint: 'https://acme.atlassian.net',
    generateAuthorizationHeader: 'true',
    label: 'Peeklogic Jira',
    namedCredentialType: 'Legacy',
    principalType: PRINCIPALS[identity.jira],
    protocol: 'Password',
    username: 'admin@acme.com',
  },
});

describe('setting up Peeklogic', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    org = await startLocalOrg({ deployTime: 0, ...options });
    recorder = await startRecorder(org.instanceUrl);
    connection = await connectTo({ ...org, instanceUrl: recorder.url });
    recorder.requests.length = 0;
  };
  const stop = async (): Promise<void> => {
    await recorder.stop();
    await org.stop();
  };

  const create = (
    input: AppInput,
    run: RecordedRun = recordRun(),
    more: Partial<CreateOptions> = {}
  ): Promise<CreatedApp> => createApp(run, creation(connection, input, { enableAccess: true, ...more }));

  const deploysIn = (): number => recorder.requests.filter(({ operation }) => operation === 'deploy').length;

  describe('in an org that has nothing of it', () => {
    afterEach(stop);

    it('comes to what the guide says, in one run', async () => {
      await start();
      const run = recordRun();
      const result = await create(ALL, run);
      expect(result).to.deep.include({ name: APP, state: 'created', related: inState('created') });
      expect(await readRelated(connection)).to.deep.equal(expectedRelated(recorder.url, result.consumerKey));
      const [{ definition }] = await readApps(connection, APP);
      expect(definition.oauth?.callbackUrls).to.deep.equal([
        `${recorder.url}/services/authcallback/Peeklogic_Salesforce`,
      ]);
      expect(definition.oauth?.scopes).to.have.members(['full', 'refresh_token']);
      expect(definition.oauth?.flows?.clientCredentials).to.equal(true);
      expect(definition.policies?.runAs).to.equal(undefined);
      expect(isAccessOn(await readAppSettings(connection))).to.equal(false);
      expect(run.lastStanding).to.include('NamedCredential Peeklogic_Jira');
      expect(result.nextSteps.join('\n')).to.include('10 to 20 minutes').and.to.include('/setup/NamedCredential/home');
    });

    it('leaves every checkbox off, and PKCE in the provider too, where the org does not enforce any', async () => {
      await start({ policy: 'open' });
      const { differences } = await create(ALL);
      expect(differences).to.deep.equal([]);
      expect((await readRelated(connection))['AuthProvider Peeklogic_Salesforce'].isPkceEnabled).to.not.equal('true');
    });

    it('logs in where people log in to a sandbox', async () => {
      await start({ edition: 'sandbox' });
      await create(peeklogic('salesforce'));
      expect((await readRelated(connection))['AuthProvider Peeklogic_Salesforce']).to.include({
        authorizeUrl: 'https://test.salesforce.com/services/oauth2/authorize',
      });
    });

    it('gives the provider the secret that the app has', async () => {
      await start();
      await switchAccess(connection, await readAppSettings(connection), true);
      recorder.requests.length = 0;
      const { id } = await create(ALL, recordRun(), { enableAccess: false });
      const { consumerSecret } = (await readCredentials(connection, String(id)))!;
      const sent = await sentFiles(recorder);
      expect(sent.find((text) => text.includes('<AuthProvider'))).to.include(consumerSecret);
      expect(deploysIn()).to.equal(3);
    });

    for (const salesforce of ['namedPrincipal', 'perUser'] as const) {
      for (const jira of ['namedPrincipal', 'perUser'] as const) {
        it(`takes ${salesforce} for Salesforce and ${jira} for Jira`, async () => {
          await start();
          const result = await create(peeklogic('all', { salesforce, jira }));
          expect(await readRelated(connection)).to.deep.equal(
            expectedRelated(recorder.url, result.consumerKey, { salesforce, jira })
          );
          const steps = result.nextSteps.join('\n');
          const isAnyPerUser = [salesforce, jira].includes('perUser');
          expect(steps.includes('Authentication Settings for External Systems')).to.equal(isAnyPerUser);
          expect(steps.includes('/setup/EnhancedProfiles/home')).to.equal(isAnyPerUser);
          expect(steps.includes('Start Authentication Flow on Save, Save')).to.equal(salesforce === 'namedPrincipal');
        });
      }
    }

    it('makes the credential alone for the free edition', async () => {
      await start();
      const result = await create(peeklogic('jira'), recordRun(), { enableAccess: false });
      expect(result).to.deep.include({
        name: 'Peeklogic_Jira',
        id: null,
        consumerKey: null,
        state: 'created',
        components: [],
        differences: [],
        related: inState('created', ALL_RELATED.slice(2)),
      });
      expect(result.setupUrl).to.match(/\/lightning\/setup\/NamedCredential\/home$/);
      expect(await readApps(connection)).to.deep.equal([]);
      expect(Object.keys(await readRelated(connection))).to.deep.equal(['NamedCredential Peeklogic_Jira']);
      expect(deploysIn()).to.equal(1);
      expect(await create(peeklogic('jira'))).to.deep.include({ state: 'unchanged', deployId: null });
      expect(deploysIn()).to.equal(1);
    });

    it('refuses settings of an app where there is none to be', async () => {
      await start();
      const flags = [{ flag: 'label', path: 'label', value: 'Mine' }];
      const error = await failureOf(create({ ...peeklogic('jira'), flags }));
      expect(error.message).to.include('--label').and.to.include('no app');
    });

    it('makes what logs in to Salesforce alone, without any secret of Jira', async () => {
      await start();
      const { related } = await create({ ...peeklogic('salesforce'), secrets: {} });
      expect(related).to.deep.equal(inState('created', ALL_RELATED.slice(0, 2)));
    });

    it('is rehearsed without a change', async () => {
      await start();
      const run = recordRun();
      const result = await create(ALL, run, { dryRun: true });
      expect(result).to.deep.include({ state: 'validated', related: inState('created', ALL_RELATED.slice(2)) });
      const rehearsed = await create(peeklogic('jira'), run, { dryRun: true });
      expect(rehearsed).to.deep.include({ state: 'validated', name: 'Peeklogic_Jira' });
      expect(await readRelated(connection)).to.deep.equal({});
      expect(await readApps(connection)).to.deep.equal([]);
    });

    it('goes on with a deploy that takes longer than the wait, step by step', async () => {
      await start({ deployTime: 700 });
      let result = await create(ALL, recordRun(), { waitMs: 0 });
      let runs = 1;
      for (; result.state === 'running' && runs < 6; runs++) {
        const jobId = String(result.deployId);
        expect(result.nextSteps[0]).to.include(jobId);
        await new Promise((resolve) => setTimeout(resolve, 750));
        result = await create(ALL, recordRun(), { waitMs: 0, jobId });
      }
      expect(runs).to.equal(4);
      expect(result.related.map(({ type, fullName }) => ({ type, fullName }))).to.deep.equal(ALL_RELATED);
      expect(await readRelated(connection)).to.deep.equal(expectedRelated(recorder.url, result.consumerKey));
      expect(deploysIn()).to.equal(5);
    });

    it('does without a login in the per-user credential where the org takes none, and says who has to enter it', async () => {
      await start();
      const isLoginOfUsers = (file: string): boolean => file.includes('PerUser') && file.includes('<password>');
      recorder.interfere = refusing(isLoginOfUsers, () => 'A per-user credential takes no login.');
      const result = await create(peeklogic('all', { salesforce: 'namedPrincipal', jira: 'perUser' }));
      expect(result.related).to.deep.equal(inState('created'));
      expect(result.nextSteps.at(-1)).to.include('Peeklogic_Jira').and.to.include('admin@acme.com');
      const { username, principalType } = (await readRelated(connection))['NamedCredential Peeklogic_Jira'];
      expect({ username, principalType }).to.deep.equal({ username: undefined, principalType: 'PerUser' });
    });
  });

  describe('in an org that has all of it', () => {
    before(async () => {
      await start();
      await create(ALL);
    });
    after(stop);
    beforeEach(() => (recorder.requests.length = 0));

    it('makes nothing, and reads no secret', async () => {
      const result = await create(ALL, recordRun(), { enableAccess: false });
      expect(result).to.deep.include({ state: 'unchanged', deployId: null, related: inState('unchanged') });
      expect(deploysIn()).to.equal(0);
      expect(recorder.requests.some(({ path }) => path.includes('/apps/oauth/'))).to.equal(false);
      expect(recorder.requests.filter(({ operation }) => operation === 'listMetadata')).to.have.length(1);
    });

    it('warns of a provider that has the key of another app', async () => {
      const run = recordRun();
      const flags = [{ flag: 'name', path: 'name', value: 'Other_App' }];
      const { related } = await create({ ...ALL, flags }, run);
      expect(related).to.deep.equal(inState('unchanged'));
      expect(run.warnings.join('\n')).to.include('Peeklogic_Salesforce').and.to.include('Other_App');
    });
  });

  describe('interrupted and run again', () => {
    beforeEach(() => start());
    afterEach(stop);

    /** Fails the nth request of a kind, once. */
    const failing = (
      isMeant: (request: { operation?: string; path: string }) => boolean,
      nth: number,
      fault: Fault
    ): Interference => {
      let seen = 0;
      return (request) => (isMeant(request) && ++seen === nth ? fault : undefined);
    };

    const isDeploy = ({ operation }: { operation?: string }): boolean => operation === 'deploy';
    const isCredentials = ({ path }: { path: string }): boolean => path.includes('/apps/oauth/credentials/');
    const refusal: Fault = { status: 500, body: '[{"errorCode":"UNKNOWN_EXCEPTION","message":"broken"}]' };

    // App, access on, access off, provider, credentials.
    const STEPS: Array<[string, Interference]> = [
      ...[1, 2, 3, 4, 5].flatMap((nth): Array<[string, Interference]> => [
        [`connection reset at deploy ${nth}`, failing(isDeploy, nth, 'reset')],
        [`deploy ${nth} refused`, failing(isDeploy, nth, refusal)],
      ]),
      ...[1, 2, 3].map((nth): [string, Interference] => [
        `credentials read ${nth} fails`,
        failing(isCredentials, nth, { status: 400, body: '[{"errorCode":"UNKNOWN_EXCEPTION","message":"broken"}]' }),
      ]),
    ];

    for (const [what, interference] of STEPS) {
      it(`comes to the same after: ${what}`, async () => {
        recorder.interfere = interference;
        const first = recordRun();
        const error = await failureOf(create(ALL, first));
        expect(error.message).to.not.include(TOKEN);
        expect(first.lastStanding).to.be.a('string');

        const there = (await readRelatedMembers(connection)).map(({ type, fullName }) => `${type} ${fullName}`);
        there.forEach((member) => expect(first.lastStanding).to.include(member));
        recorder.interfere = () => undefined;
        const result = await create(ALL);
        expect(await readRelated(connection)).to.deep.equal(expectedRelated(recorder.url, result.consumerKey));
        expect(await readApps(connection)).to.have.length(1);
        expect(isAccessOn(await readAppSettings(connection))).to.equal(false);
        const unchanged = result.related.filter(({ state }) => state === 'unchanged');
        expect(unchanged.map(({ type, fullName }) => `${type} ${fullName}`)).to.have.members(there);
        const before = deploysIn();
        expect((await create(ALL)).related).to.deep.equal(inState('unchanged'));
        expect(deploysIn()).to.equal(before);
      });
    }

    it('says what is there and how to go on where the org gives out no secret', async () => {
      const error = await failureOf(create(ALL, recordRun(), { enableAccess: false }));
      expect(error.name).to.equal('AccessOffError');
      expect(error.message).to.include(`In the org now: ExternalClientApplication ${APP}.`);
      expect(error.actions?.join('\n')).to.include('--enable-access');
      expect((await create(ALL)).related).to.deep.equal(inState('created'));
    });
  });

  describe('with secrets', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'mdapi-'));
      process.env.SF_MDAPI_TEMP_DIR = folder;
      await start();
    });
    afterEach(async () => {
      delete process.env.SF_MDAPI_TEMP_DIR;
      await rm(folder, { recursive: true });
      await stop();
    });

    const textsIn = async (place: string): Promise<string[]> => {
      const entries = await readdir(place, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return Promise.all(files.map(async (file) => `${file}\n${await readFile(file, 'latin1')}`));
    };

    it('shows them to nobody: no file, message, result or error holds one', async () => {
      const told: unknown[] = [];
      const run = recordRun();
      const listening = { ...run, standing: (text: string) => void told.push(text) };
      // The org repeats what it refuses.
      const isJira = (file: string): boolean => file.includes('<password>');
      const repeat = (file: string): string => `What is ${/<password>(.*)<\/password>/.exec(file)?.[1]}?`;
      recorder.interfere = refusing(isJira, repeat);
      const error = await failureOf(create(ALL, listening));
      expect(error.message).to.include('<secret>');
      told.push(error.message, error.stack, error.data, error.actions);
      recorder.interfere = () => undefined;
      told.push(await create(ALL, listening), run.warnings, run.stages);
      await switchAccess(connection, await readAppSettings(connection), true);
      const [{ id }] = await readApps(connection, APP);
      const { consumerSecret } = (await readCredentials(connection, String(id)))!;

      const files = [...(await textsIn(folder)), ...(await textsIn(String(process.env.HOME)))];
      // What holds no secret was written there, so the place was the right one to look.
      expect(files.some((text) => text.includes('ExternalClientApplication'))).to.equal(true);
      for (const secret of [TOKEN, JSON.stringify(TOKEN).slice(1, -1), 'the-Jira-admin-4711', consumerSecret]) {
        expect(JSON.stringify(told)).to.not.include(secret);
        expect(files.filter((text) => text.includes(secret))).to.deep.equal([]);
        expect(files.filter((text) => text.includes('AuthProvider') || text.includes('NamedCredential'))).to.deep.equal(
          []
        );
      }
    });
  });
});

const readRelatedMembers = async (connection: Connection): Promise<Array<{ type: string; fullName: string }>> =>
  connection.metadata.list([{ type: 'AuthProvider' }, { type: 'NamedCredential' }]);

/** The files of every package that was sent. */
const sentFiles = async ({ requests }: Recorder): Promise<string[]> => {
  const packages = requests.filter(({ operation }) => operation === 'deploy').map(({ body }) => filesIn(body));
  return (await Promise.all(packages)).flat();
};

const filesIn = async (body: string): Promise<string[]> => {
  const base64 = /<ZipFile[^>]*>([^<]+)</i.exec(body)?.[1] ?? '';
  const zip = await JSZip.loadAsync(Buffer.from(base64, 'base64'));
  return Promise.all(Object.values(zip.files).map((file) => file.async('string')));
};

const answer = (operation: string, result: string): Fault => ({
  status: 200,
  body: [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>',
    `<${operation}Response><result>${result}</result></${operation}Response></soapenv:Body></soapenv:Envelope>`,
  ].join(''),
});

const REFUSED_ID = '0Af000000000RFSD00';

/** An org that refuses Peeklogic_Jira where its file says what `isRefused` looks for. */
const refusing =
  (isRefused: (file: string) => boolean, problem: (file: string) => string): Interference =>
  async ({ operation, body }) => {
    if (operation === 'deploy') {
      const file = (await filesIn(body)).find((text) => text.includes('<NamedCredential') && isRefused(text));
      if (file === undefined) return undefined;
      said = problem(file);
      return answer('deploy', `<done>false</done><id>${REFUSED_ID}</id><state>Queued</state>`);
    }
    if (operation !== 'checkDeployStatus' || !body.includes(REFUSED_ID)) return undefined;
    const failure = `<componentType>NamedCredential</componentType><fullName>Peeklogic_Jira</fullName><problem>${said}</problem>`;
    return answer(
      'checkDeployStatus',
      `<id>${REFUSED_ID}</id><done>true</done><success>false</success><status>Failed</status><checkOnly>false</checkOnly>` +
        `<details><componentFailures>${failure}</componentFailures></details>`
    );
  };

let said = '';
