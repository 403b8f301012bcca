import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { USUAL_VARIABLES } from '../../src/definition/credentialFormats.js';
import type { FileDestination } from '../../src/operations/handOver.js';
import { readCredentialsStatus } from '../../src/operations/keyPairs.js';
import {
  rotateCredentials,
  type RotatedCredentials,
  type RotateOptions,
} from '../../src/operations/rotateCredentials.js';
import { readApps } from '../../src/org/apps.js';
import { readAppSettings } from '../../src/org/secretAccess.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { create, flag, recordRun, type RecordedRun } from './operations.js';
import { startRecordedOrg, type RecordedOrg } from './recordedOrg.js';
import { requestClientCredentials } from './vendor.js';

const NAME = apiNameFromUser('Billing');

interface Pair {
  consumerKey: string;
  consumerSecret: string;
}

/** An app whose credentials can be rotated, and what a test asks of it. */
export interface Rotation extends RecordedOrg {
  run: RecordedRun;
  file: (name?: string) => string;
  toFile: (name?: string) => FileDestination;
  rotate: (more?: Partial<RotateOptions>, by?: Connection) => Promise<RotatedCredentials>;
  /** The pair that a file has. */
  stored: (name?: string) => Promise<Pair>;
  keyInUse: () => Promise<string | null>;
  logsIn: (pair: Pair) => Promise<boolean>;
  states: () => Promise<string[]>;
  stop: () => Promise<void>;
}

/** An app with one key pair, which can be read, in an org of which nothing has been asked yet. */
export const startRotation = async (): Promise<Rotation> => {
  const folder = await mkdtemp(join(tmpdir(), 'rotation-'));
  const recorded = await startRecordedOrg();
  const { org, recorder, connection } = recorded;
  const run = recordRun();
  await create(recordRun(), connection, {
    parameters: [],
    flags: [
      ...[flag('name', NAME), flag('label', 'Billing'), flag('oauth.callbackUrls', ['https://a.example/cb'])],
      ...[flag('oauth.scopes', ['api']), flag('policies.runAs', 'integration@local.org')],
    ],
  });
  await switchAccess(recordRun(), connection, await readAppSettings(connection), true);
  recorder.requests.length = 0;

  const file = (name = 'new.env'): string => join(folder, name);
  const toFile = (name?: string): FileDestination => ({
    kind: 'file',
    path: file(name),
    force: false,
    variables: USUAL_VARIABLES,
  });
  return {
    ...recorded,
    run,
    file,
    toFile,
    rotate: (more = {}, by = connection) =>
      rotateCredentials(run, {
        connection: by,
        name: NAME,
        destination: toFile(),
        enableAccess: false,
        revokePrevious: false,
        test: false,
        waitMs: 0,
        ...more,
      }),
    stored: async (name) => {
      const [, consumerKey, , consumerSecret] = (await readFile(file(name), 'utf8')).trim().split(/[=\n]/);
      return { consumerKey, consumerSecret };
    },
    keyInUse: async () => (await readApps(connection))[0].consumerKey,
    logsIn: (pair) =>
      requestClientCredentials(org, { ...pair, callbackUrl: '' }).then(
        () => true,
        () => false
      ),
    states: async () => {
      const { pairs } = await readCredentialsStatus(recordRun(), { connection, name: NAME, enableAccess: false });
      return pairs.map(({ state }) => state);
    },
    stop: async () => {
      await recorder.stop();
      await org.stop();
      await rm(folder, { recursive: true });
    },
  };
};
