import { spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import { lookIntoBook, newHolder, showHolder, withBook } from '../../src/operations/accessBook.js';
import { disableAccess, holdAccess, switchAccess } from '../../src/operations/accessSwitch.js';
import { getCredentials } from '../../src/operations/getCredentials.js';
import { pathAbout } from '../../src/operations/runLock.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { create, failureOf, recordRun, SENDSAFELY } from '../support/operations.js';
import { type Fault, type Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const fault = (code: string, text: string): string =>
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>' +
  `<faultcode>${code}</faultcode><faultstring>${text}</faultstring></s:Fault></s:Body></s:Envelope>`;

const ignore = (): void => undefined;

const name = apiNameFromUser('SendSafely_Dropzone_Connector');

describe('what runs leave each other of the switch for secrets', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let consumerKey: string | null;

  const start = async (deployTime = 0): Promise<void> => {
    ({ org, recorder, connection } = await startRecordedOrg({ deployTime }));
    ({ consumerKey } = await create(recordRun(), connection, SENDSAFELY));
    recorder.requests.length = 0;
  };
  beforeEach(() => start());
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const isOn = async (): Promise<boolean> => isAccessOn(await readAppSettings(connection));
  const turnOn = async (): Promise<void> =>
    switchAccess(recordRun(), connection, await readAppSettings(connection), true);
  const get = (enableAccess: boolean): Promise<unknown> =>
    getCredentials(recordRun(), { connection, name, enableAccess });
  const deploys = (): number => recorder.requests.filter(({ operation }) => operation === 'deploy').length;

  describe('after a run that was killed', () => {
    beforeEach(async () => {
      await turnOn();
      // A process of its number runs, and is another one.
      await withBook(connection, ignore, (book) => book.write([newHolder()]));
    });

    it('are read, and the access that it had left on is turned off', async () => {
      const run = recordRun();
      expect(await getCredentials(run, { connection, name, enableAccess: false })).to.deep.include({ consumerKey });
      expect(run.warnings.join()).to.include('An earlier run of this tool had left');
      expect(await isOn()).to.equal(false);
    });

    it('are not read where somebody turned the access off in the meantime', async () => {
      await switchAccess(recordRun(), connection, await readAppSettings(connection), false);
      expect((await failureOf(get(false))).name).to.equal('AccessOffError');
      expect(await lookIntoBook(connection)).to.equal(undefined);
    });
  });

  describe("where the CLI's own folder takes no word of it", () => {
    const book = (): string => pathAbout(connection, 'secret-access.json');
    afterEach(() => rm(book(), { recursive: true }));

    it('are not read, nothing is turned on, and that alone is said', async () => {
      await mkdir(book(), { recursive: true });
      const error = await failureOf(get(true));
      expect(error.name).to.equal('LocalStateError');
      expect(recorder.requests.filter(({ operation }) => operation === 'deploy')).to.deep.equal([]);
    });

    it('any more, the access is off all the same', async () => {
      const { taken, letGo } = holdAccess(recordRun(), connection, { mayTurnOn: true });
      expect(await taken).to.equal('held');
      await rm(book());
      await mkdir(book());
      await letGo();
      expect(await isOn()).to.equal(false);
    });
  });

  describe('disableAccess', () => {
    it('turns the access off, and says whether it was on', async () => {
      await turnOn();
      expect(await disableAccess(recordRun(), connection)).to.equal(true);
      expect(await isOn()).to.equal(false);
      expect(await disableAccess(recordRun(), connection)).to.equal(false);
    });

    it('leaves the access to a run that needs it', async () => {
      const { taken, letGo } = holdAccess(recordRun(), connection, { mayTurnOn: true });
      expect(await taken).to.equal('held');
      expect((await failureOf(disableAccess(recordRun(), connection))).name).to.equal('AccessInUseError');
      await letGo();
      expect(await isOn()).to.equal(false);
    });
  });

  describe('where the org lets nobody turn it on', () => {
    const REFUSALS: Array<[string, Fault]> = [
      ['at once', { status: 500, contentType: 'text/xml', body: fault('sf:INSUFFICIENT_ACCESS', 'not for you') }],
    ];
    for (const [when, refusal] of REFUSALS) {
      it(`that is what is said, and there is nothing to turn off: ${when}`, async () => {
        recorder.interfere = ({ operation }) => (operation === 'deploy' ? refusal : undefined);
        const error = await failureOf(get(true));
        expect(error.name).to.equal('SwitchRefusedError');
        expect(error.message).to.include('not for you');
        expect(deploys()).to.equal(1);
        expect(await lookIntoBook(connection)).to.equal(undefined);
      });
    }
  });

  it('is left to a run in another container, whose number says nothing here', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const other = { ...newHolder(), pid, space: 'pid:[another]' };
    const end = await showHolder(connection, other);
    await withBook(connection, ignore, (book) => book.write([other]));
    expect((await failureOf(disableAccess(recordRun(), connection))).name).to.equal('AccessInUseError');
    await end();
    expect(await disableAccess(recordRun(), connection)).to.equal(false);
  });

  it('is turned off where a gateway answers in the place of an org that took the deploy', async () => {
    let deploysSeen = 0;
    recorder.interfere = async ({ operation, body }) => {
      if (operation !== 'deploy' || ++deploysSeen > 1) return undefined;
      const headers = { 'content-type': 'text/xml', soapaction: '""' };
      await fetch(`${org.instanceUrl}/services/Soap/m/68.0`, { method: 'POST', headers, body });
      return { status: 500, contentType: 'text/html', body: '<html>oops</html>' };
    };
    await failureOf(get(true));
    expect(await isOn()).to.equal(false);
  });

  describe('after a run that was killed while the org still worked on turning it on', () => {
    beforeEach(async () => {
      await recorder.stop();
      await org.stop();
      await start(300);
      await withBook(connection, ignore, (book) => book.write([newHolder()]));
      // The deploy is under way, and shows nothing yet.
      void turnOn();
      while (deploys() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    });

    const settle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 700));

    it('it is off after --disable-access, and stays so', async () => {
      await disableAccess(recordRun(), connection);
      await settle();
      expect(await isOn()).to.equal(false);
    });

    it('it is off after a run that may not turn it on, and stays so', async () => {
      await get(false).catch(ignore);
      await settle();
      expect(await isOn()).to.equal(false);
      expect(await lookIntoBook(connection)).to.equal(undefined);
    });
  });
});
