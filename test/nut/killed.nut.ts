import '../support/isolatedHome.js';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import type { LocalOrg } from '../../local-org/index.js';
import { readApps } from '../../src/org/apps.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { readConsumer } from '../support/consumer.js';
import { create, flag, recordRun } from '../support/operations.js';
import type { RealCli } from '../support/realCli.js';
import type { RecordedRequest, Recorder } from '../support/recorder.js';
import { renewOrg, startRecordedCli } from '../support/renewedOrg.js';
import { endAt } from '../support/signals.js';
import { requestClientCredentials } from '../support/vendor.js';

const NAME = 'Service_Board_Sync';

const CREATE = [
  ...['eca', 'create', '--template', 'service-board-sync', '--set', 'tenantDomain=acme.example.com'],
  ...['--run-as', 'integration@local.org', '--target-org', 'acme', '--enable-access', '--no-prompt'],
];
const ROTATE = ['eca', 'rotate-credentials', '--name', NAME, '--target-org', 'acme', '--enable-access', '--no-prompt'];

type IsMeant = (request: RecordedRequest) => boolean;

/** The nth request that is so. */
const nth = (count: number, isMeant: IsMeant): IsMeant => {
  let seen = 0;
  return (request) => isMeant(request) && ++seen === count;
};

const isDeploy: IsMeant = ({ operation }) => operation === 'deploy';
const asks =
  (method: string, path: RegExp): IsMeant =>
  (request) =>
    request.method === method && path.test(request.path);

/** Where a run is killed: as a request leaves, or as the command that it hands over to has just begun. */
type Moment = [what: string, words: string[], isMeant: (() => IsMeant) | 'handing over'];

const MOMENTS: Moment[] = [
  ['the app is deployed', CREATE, () => nth(1, isDeploy)],
  ['the access to secrets is turned on', CREATE, () => nth(2, isDeploy)],
  ['the secret is read', CREATE, () => asks('GET', /credentials\/.*part=/)],
  ['the access to secrets is turned off', CREATE, () => nth(3, isDeploy)],
  ['the secret is handed over', CREATE, 'handing over'],
  ['the pairs are listed', ROTATE, () => asks('GET', /credentials\//)],
  ['a pair is staged', ROTATE, () => asks('POST', /\/staged$/)],
  ['the new pair is handed over', ROTATE, 'handing over'],
  ['the new pair is put into use', ROTATE, () => asks('PATCH', /\/staged\//)],
];

describe('handing over and rotating, killed', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let file: string;

  before(async () => {
    ({ org, recorder, connection, cli } = await startRecordedCli());
    file = join(cli.home, 'board.env');
  });
  beforeEach(async () => {
    org = await renewOrg(org);
    await rm(file, { force: true });
  });
  after(async () => {
    await cli.dispose();
    await recorder.stop();
    await org.stop();
  });

  const live = async (): Promise<{ consumerKey: string; consumerSecret: string }> => {
    const apps = await readApps(connection);
    expect(apps.map(({ name }) => name)).to.deep.equal([NAME]);
    return readConsumer(connection, String(apps[0].id));
  };
  const worksWith = async (app: { consumerKey: string; consumerSecret: string }): Promise<void> => {
    await requestClientCredentials(org, { ...app, callbackUrl: '' });
  };

  /** The command that takes the credentials kills the run that started it. */
  const KILLS = ['--exec', '--exec-stdin', 'env', '--', 'sh', '-c', 'kill -9 $PPID'];

  for (const [what, words, when] of MOMENTS) {
    it(`goes on where a run was killed as ${what}`, async () => {
      const isRotation = words === ROTATE;
      if (isRotation) {
        const flags = [flag('policies.runAs', 'integration@local.org')];
        const input = { template: 'service-board-sync', parameters: ['tenantDomain=acme.example.com'], flags };
        await create(recordRun(), connection, input);
      }
      const former = isRotation ? await live() : undefined;
      const toFile = ['--output-file', file];
      const killed = await cli.run([...words, ...(when === 'handing over' ? KILLS : toFile)], {
        onStart: (child) => {
          if (when !== 'handing over') recorder.interfere = endAt(child, 'SIGKILL', when());
        },
      });
      recorder.interfere = () => undefined;
      expect(killed.status, killed.stderr).to.equal(null);
      if (former) await worksWith(former);

      const again = await cli.run([...words, ...toFile]);
      expect(again.status, again.stderr).to.equal(0);
      const [key = '', secret = ''] = (await readFile(file, 'utf8')).match(/(?<==).+/g) ?? [];
      expect(await live()).to.deep.include({ consumerKey: key, consumerSecret: secret });
      await worksWith({ consumerKey: key, consumerSecret: secret });
      // The former pair is good for its grace time.
      if (former) {
        expect(key).not.to.equal(former.consumerKey);
        await worksWith(former);
      }
      expect(isAccessOn(await readAppSettings(connection))).to.equal(false);
    });
  }
});
