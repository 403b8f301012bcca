import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { readApps } from '../../src/org/apps.js';
import { readCredentials } from '../../src/org/credentials.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { failureOf, recordRun } from '../support/operations.js';
import {
  ALL,
  APP,
  expectedRelated,
  inState,
  readRelated,
  readRelatedMembers,
  refusing,
  startPeeklogicOrg,
  TOKEN,
  type PeeklogicOrg,
} from '../support/peeklogic.js';
import type { Fault, Interference, Recorder } from '../support/recorder.js';

describe('setting up Peeklogic, with trouble', () => {
  let org: PeeklogicOrg;
  let recorder: Recorder;
  let connection: Connection;
  let create: PeeklogicOrg['create'];

  const start = async (): Promise<void> => {
    org = await startPeeklogicOrg();
    ({ recorder, connection, create } = org);
  };
  const stop = (): Promise<void> => org.stop();

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

    // App, access on, access off, provider, credentials. Turning access off is tried again, whatever the org says.
    const STEPS: Array<[string, Interference]> = [
      ...[1, 2, 4, 5].map((nth): [string, Interference] => [
        `connection reset at deploy ${nth}`,
        failing(isDeploy, nth, 'reset'),
      ]),
      ...[1, 2, 4, 5].map((nth): [string, Interference] => [`deploy ${nth} refused`, failing(isDeploy, nth, refusal)]),
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
        // Where it could not be turned off, the next run knows.
        expect(isAccessOn(await readAppSettings(connection))).to.equal(false);
        const unchanged = result.related.filter(({ state }) => state === 'unchanged');
        expect(unchanged.map(({ type, fullName }) => `${type} ${fullName}`)).to.have.members(there);
        const before = org.deploys();
        expect((await create(ALL)).related).to.deep.equal(inState('unchanged'));
        expect(org.deploys()).to.equal(before);
      });
    }

    it('deploys nothing, and says how to go on, where the org gives out no secret', async () => {
      const run = recordRun();
      const error = await failureOf(create(ALL, run, { enableAccess: false }));
      expect(error.name).to.equal('AccessOffError');
      expect([org.deploys(), run.lastStanding]).to.deep.equal([0, undefined]);
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
      const listening = { ...run, standing: (text: string | undefined) => void told.push(text) };
      // The org repeats what it refuses.
      const isJira = (file: string): boolean => file.includes('<password>');
      const repeat = (file: string): string => `What is ${/<password>(.*)<\/password>/.exec(file)?.[1]}?`;
      recorder.interfere = refusing(isJira, repeat);
      const error = await failureOf(create(ALL, listening));
      expect(error.message).to.include('<secret>');
      told.push(error.message, error.stack, error.data, error.actions);
      recorder.interfere = () => undefined;
      told.push(await create(ALL, listening), run.warnings, run.stages);
      await switchAccess(recordRun(), connection, await readAppSettings(connection), true);
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
