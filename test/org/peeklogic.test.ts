import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Connection } from '@salesforce/core';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { generateApp } from '../../src/operations/generateApp.js';
import { readApps } from '../../src/org/apps.js';
import { readCredentials } from '../../src/org/credentials.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { failureOf, flag, recordRun } from '../support/operations.js';
import {
  ALL,
  ALL_RELATED,
  APP,
  expectedRelated,
  inState,
  peeklogic,
  readRelated,
  refusing,
  sentFiles,
  startPeeklogicOrg,
  type PeeklogicOrg,
} from '../support/peeklogic.js';
import type { Recorder } from '../support/recorder.js';
import { readRequest } from '../../src/operations/request.js';

describe('setting up Peeklogic', () => {
  let org: PeeklogicOrg;
  let recorder: Recorder;
  let connection: Connection;
  let create: PeeklogicOrg['create'];

  const start = async (options?: LocalOrgOptions): Promise<void> => {
    org = await startPeeklogicOrg(options);
    ({ recorder, connection, create } = org);
  };
  const stop = (): Promise<void> => org.stop();

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
      await switchAccess(recordRun(), connection, await readAppSettings(connection), true);
      recorder.requests.length = 0;
      const { id } = await create(ALL, recordRun(), { enableAccess: false });
      const { consumerSecret } = (await readCredentials(connection, String(id)))!;
      const sent = await sentFiles(recorder);
      expect(sent.find((text) => text.includes('<AuthProvider'))).to.include(consumerSecret);
      expect(org.deploys()).to.equal(3);
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
          for (const page of ['EnhancedProfiles', 'PermSets']) {
            expect(steps.includes(`/setup/${page}/home`)).to.equal(isAnyPerUser);
          }
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
      expect(org.deploys()).to.equal(1);
      expect(await create(peeklogic('jira'))).to.deep.include({ state: 'unchanged', deployId: null });
      expect(org.deploys()).to.equal(1);
    });

    it('refuses settings of an app where there is none to be', async () => {
      await start();
      const flags = [flag('label', 'Mine')];
      const error = await failureOf(create({ ...peeklogic('jira'), flags }));
      expect(error.message).to.include('--label').and.to.include('no app');
    });

    it('makes what logs in to Salesforce alone, without any secret of Jira', async () => {
      await start();
      const { related } = await create({ ...peeklogic('salesforce'), secrets: {} });
      expect(related).to.deep.equal(inState('created', ALL_RELATED.slice(0, 2)));
    });

    it('is written as source files without what holds a secret, and where there is no app, not at all', async () => {
      await start();
      const outputDir = await mkdtemp(join(tmpdir(), 'generate-'));
      const options = { outputDir, force: false, apiVersion: '68.0', connection };
      const run = recordRun();
      const { files } = await generateApp(
        run,
        await readRequest({ ...ALL, secrets: {} }, { withoutSecrets: true }),
        options
      );
      expect(files).to.have.length(3);
      expect(run.warnings.join()).to.include('named credentials');
      const error = await failureOf(generateApp(run, await readRequest(peeklogic('jira')), options));
      expect(error.name).to.equal('NoAppError');
      await rm(outputDir, { recursive: true });
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
      expect(org.deploys()).to.equal(5);
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
      expect(org.deploys()).to.equal(0);
      expect(recorder.requests.some(({ path }) => path.includes('/apps/oauth/'))).to.equal(false);
      expect(recorder.requests.filter(({ operation }) => operation === 'listMetadata')).to.have.length(1);
    });

    it('warns of a provider that has the key of another app', async () => {
      const run = recordRun();
      const flags = [flag('name', 'Other_App')];
      const { related } = await create({ ...ALL, flags }, run);
      expect(related).to.deep.equal(inState('unchanged'));
      expect(run.warnings.join('\n')).to.include('Peeklogic_Salesforce').and.to.include('Other_App');
    });
  });
});
