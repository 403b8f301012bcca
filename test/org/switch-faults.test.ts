import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import JSZip from 'jszip';
import { type LocalOrg } from '../../local-org/index.js';
import { lookIntoBook } from '../../src/operations/accessBook.js';
import { getCredentials } from '../../src/operations/getCredentials.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { create, failureOf, recordRun, SENDSAFELY } from '../support/operations.js';
import { type Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

describe('the switch for secrets, where answers go wrong', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg({ deployTime: 500 }));
    await create(recordRun(), connection, SENDSAFELY);
    recorder.requests.length = 0;
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const isOn = async (): Promise<boolean> => isAccessOn(await readAppSettings(connection));
  const get = (): Promise<unknown> =>
    getCredentials(recordRun(), {
      connection,
      name: apiNameFromUser('SendSafely_Dropzone_Connector'),
      enableAccess: true,
    });

  it('is off where nobody knows whether it is still being turned on', async () => {
    let deploys = 0;
    recorder.interfere = ({ operation }) => (operation === 'deploy' && ++deploys === 1 ? 'cutOff' : undefined);
    await failureOf(get());
    // On, which nobody heard, and off after it.
    expect(deploys).to.equal(2);
    expect(await isOn()).to.equal(false);
    expect(await lookIntoBook(connection)).to.equal(undefined);
  });

  it('is not turned on where an answer does not have it', async () => {
    const zipFile = await new JSZip().file('package.xml', '<Package/>').generateAsync({ type: 'base64' });
    const result = `<id>09S</id><done>true</done><success>true</success><zipFile>${zipFile}</zipFile>`;
    const body = `<s:Envelope xmlns:s="x"><s:Body><r><result>${result}</result></r></s:Body></s:Envelope>`;
    recorder.interfere = ({ operation }) =>
      operation === 'checkRetrieveStatus' ? { status: 200, contentType: 'text/xml', body } : undefined;
    const error = await failureOf(get());
    expect(error.message).to.include('Settings:ExternalClientApp');
    recorder.interfere = () => undefined;
    expect(await isOn()).to.equal(false);
  });
});
