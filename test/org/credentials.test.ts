import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import { getConsumerKey, getCredentials } from '../../src/operations/getCredentials.js';
import { lookIntoBook } from '../../src/operations/accessBook.js';
import { holdAccess, switchAccess } from '../../src/operations/accessSwitch.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { create, failureOf, recordRun, SENDSAFELY } from '../support/operations.js';
import { type Recorder } from '../support/recorder.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const name = apiNameFromUser('SendSafely_Dropzone_Connector');

describe('credentials', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let consumerKey: string | null;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
    ({ consumerKey } = await create(recordRun(), connection, SENDSAFELY));
    recorder.requests.length = 0;
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const isOn = async (): Promise<boolean> => isAccessOn(await readAppSettings(connection));
  const turnOn = async (): Promise<void> =>
    switchAccess(recordRun(), connection, await readAppSettings(connection), true);
  const get = (enableAccess: boolean): Promise<unknown> =>
    getCredentials(recordRun(), { connection, name, enableAccess });

  it('are read in three requests where the org gives them out', async () => {
    await turnOn();
    recorder.requests.length = 0;
    expect(await get(false)).to.deep.include({ consumerKey });
    expect(recorder.requests.map(({ method, path }) => `${method} ${path.split(/[?/]/)[4]}`)).to.deep.equal([
      'POST composite',
      'GET apps',
      'GET apps',
    ]);
  });

  it('leave an access that was on as it was, and say so to whoever wants it on for the read alone', async () => {
    await turnOn();
    for (const [enableAccess, warnings] of [
      [true, 1],
      [false, 0],
    ] as const) {
      const run = recordRun();
      await getCredentials(run, { connection, name, enableAccess });
      expect(run.warnings.filter((warning) => warning.includes('has been left on'))).to.have.length(warnings);
      expect(await isOn()).to.equal(true);
    }
  });

  it('are refused with the two ways to get them where the org does not give them out', async () => {
    const error = await failureOf(get(false));
    expect(error.name).to.equal('AccessOffError');
    expect(error.actions?.join('\n'))
      .to.include('--enable-access')
      .and.to.include('ExternalClientApplicationSettings/home');
    expect(await isOn()).to.equal(false);
  });

  it('are read with the access turned on for it, and off again', async () => {
    const found = (await get(true)) as { consumerKey: string; consumerSecret: string };
    expect(found.consumerKey).to.equal(consumerKey);
    expect(found.consumerSecret).to.have.length.greaterThan(20);
    expect(await isOn()).to.equal(false);
  });

  it('leave the other settings of the org alone while the access is switched', async () => {
    const settings = await readAppSettings(connection);
    await switchAccess(recordRun(), connection, { ...settings, enablePackageEcaOauthFromDevOrg: 'true' }, false);
    await get(true);
    expect(await readAppSettings(connection)).to.include({
      enablePackageEcaOauthFromDevOrg: 'true',
      enableClientSecretInRestApiAccess: 'false',
    });
  });

  it('leave the access off also where the read fails', async () => {
    let isAllowed = true;
    recorder.interfere = ({ path }) => {
      const isRead = path.includes('/apps/oauth/credentials/') && path.includes('part=');
      isAllowed = isAllowed && !isRead;
      return isRead ? { status: 400, body: '[{"errorCode":"UNKNOWN_EXCEPTION","message":"broken"}]' } : undefined;
    };
    const error = await failureOf(get(true));
    expect(isAllowed).to.equal(false);
    expect(error.message).to.include('broken');
    expect(await isOn()).to.equal(false);
  });

  it('leave the access off also where the read is interrupted', async () => {
    const run = recordRun();
    const interrupted = new Promise<void>((resolve) => {
      recorder.interfere = ({ path }) => {
        if (!path.includes('part=')) return undefined;
        void run.interrupt().then(resolve);
        return new Promise(() => undefined);
      };
    });
    void getCredentials(run, { connection, name, enableAccess: true }).catch(() => undefined);
    await interrupted;
    recorder.interfere = () => undefined;
    expect(run.said.at(-1)).to.include('is off again');
    expect(await isOn()).to.equal(false);
  });

  it('leave the access off also where the interruption comes while it is turned off', async () => {
    const run = recordRun();
    let deploys = 0;
    const interrupted = new Promise<void>((resolve) => {
      recorder.interfere = ({ operation }) => {
        if (operation === 'deploy' && ++deploys === 2) void run.interrupt().then(resolve);
        return undefined;
      };
    });
    void getCredentials(run, { connection, name, enableAccess: true }).catch(() => undefined);
    await interrupted;
    expect(await isOn()).to.equal(false);
    expect(deploys).to.equal(2);
  });

  it('leave the access off also where the org or the link falters while it is turned off', async () => {
    for (const fault of ['reset', 'unavailable'] as const) {
      let deploys = 0;
      recorder.interfere = ({ operation }) => (operation === 'deploy' && ++deploys === 2 ? fault : undefined);
      expect(await get(true)).to.deep.include({ consumerKey });
      expect(await isOn(), fault).to.equal(false);
    }
  });

  it('leave the access off also where the org says that it turned it off, and did not', async () => {
    const deploys: string[] = [];
    recorder.interfere = ({ operation, body }) => {
      if (operation !== 'deploy') return undefined;
      deploys.push(body);
      return deploys.length === 2 ? { forward: deploys[0] } : undefined;
    };
    await get(true);
    expect(deploys).to.have.length(3);
    expect(await isOn()).to.equal(false);
  });

  it('are read by two runs at once, of which the last one turns the access off', async () => {
    const reading = Promise.withResolvers<undefined>();
    const isReached = Promise.withResolvers<undefined>();
    let reads = 0;
    recorder.interfere = ({ path }) => {
      if (!path.includes('part=') || ++reads > 1) return undefined;
      isReached.resolve(undefined);
      return reading.promise;
    };
    const first = get(true);
    await isReached.promise;
    const second = recordRun();
    expect(await getCredentials(second, { connection, name, enableAccess: true })).to.deep.include({ consumerKey });
    expect(second.warnings).to.deep.equal([]);
    expect(await isOn()).to.equal(true);
    reading.resolve(undefined);
    expect(await first).to.deep.include({ consumerKey });
    expect(await isOn()).to.equal(false);
  });

  it('are read by many runs that begin at once, and the access is off after the last', async () => {
    const all = await Promise.all([get(true), get(true), get(true)]);
    for (const found of all) expect(found).to.deep.include({ consumerKey });
    expect(await isOn()).to.equal(false);
  });

  it('leave the access on for another run that needs it, and say so', async () => {
    const [first, second] = [recordRun(), recordRun()];
    const held = holdAccess(first, connection, { mayTurnOn: true });
    await held.taken;
    const other = holdAccess(second, connection, { mayTurnOn: true });
    await other.taken;
    await held.letGo();
    expect(first.warnings.join()).to.include(`process ${process.pid}`).and.include('stays on');
    expect(await isOn()).to.equal(true);
    await other.letGo();
    expect(second.warnings).to.deep.equal([]);
    expect(await isOn()).to.equal(false);
  });

  it('leave the access off where the run is interrupted while the org still turns it on', async () => {
    const run = recordRun();
    const interrupted = new Promise<void>((resolve) => {
      recorder.interfere = ({ operation }) => {
        if (operation === 'checkDeployStatus') setImmediate(() => void run.interrupt().then(resolve));
        return undefined;
      };
    });
    void getCredentials(run, { connection, name, enableAccess: true }).catch(() => undefined);
    await interrupted;
    expect(run.said.join()).to.include("Turning the org's access");
    expect(await isOn()).to.equal(false);
  });

  it('say that the access was left on where it cannot be turned off', async () => {
    const refusal = '[{"errorCode":"INSUFFICIENT_ACCESS","message":"not you"}]';
    let deploys = 0;
    recorder.interfere = ({ operation }) =>
      operation === 'deploy' && ++deploys > 1 ? { status: 403, body: refusal } : undefined;
    const error = await failureOf(get(true));
    expect(error.name).to.equal('AccessLeftOnError');
    expect(error.actions?.[0]).to.include('ExternalClientApplicationSettings/home').and.include('--disable-access');
    expect(await lookIntoBook(connection)).to.equal('leftOn');
  });

  it('need permissions that the access alone does not give', async () => {
    await turnOn();
    const refusal = '[{"errorCode":"FUNCTIONALITY_NOT_ENABLED","message":"not enabled for this user type or org"}]';
    recorder.interfere = ({ path }) =>
      path.includes('/apps/oauth/credentials/') ? { status: 403, body: refusal } : undefined;
    const error = await failureOf(get(true));
    expect(error.name).to.equal('NoPermissionError');
    expect(error.actions?.join()).to.include('View Client Secret');
    expect(await isOn()).to.equal(true);
  });

  for (const body of ['{"key":"3MVG9"}', '{"key":"3MVG9","secret":""}', '<html>Log in</html>', '[]', '']) {
    it(`are not made up of an answer that has none: ${body}`, async () => {
      await turnOn();
      recorder.interfere = ({ path }) => (path.includes('part=') ? { status: 200, body } : undefined);
      const error = await failureOf(get(false));
      expect(error.name).to.equal('UnreadableAnswer');
      expect(error.message).not.to.include('3MVG9');
    });
  }

  it('include a key that can be read without access to secrets', async () => {
    expect(await getConsumerKey(connection, name)).to.equal(consumerKey);
    expect(recorder.requests.some(({ path }) => path.includes('/apps/oauth/'))).to.equal(false);
  });

  it('of an app that the org does not have are not there', async () => {
    const error = await failureOf(
      getCredentials(recordRun(), { connection, name: apiNameFromUser('Other'), enableAccess: false })
    );
    expect(error.name).to.equal('AppNotFoundError');
  });
});
