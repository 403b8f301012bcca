import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import { diagnoseOrg, diagnosePlugins, noAnswer, type Diagnosis } from '../../src/operations/diagnose.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { readAppSettings } from '../../src/org/secretAccess.js';
import { recordRun } from '../support/operations.js';
import { type Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const statusOf = (diagnoses: Diagnosis[], word: string): string | undefined =>
  diagnoses.find(({ test }) => test.includes(word))?.status;

describe('what keeps the plugin from working', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  /** What the org says of each permission: rows, or that there is no such column. */
  const answering = (...answers: Array<object[] | 'refused'>): void => {
    const results = answers.map((answer) =>
      answer === 'refused'
        ? { statusCode: 400, result: [{ errorCode: 'INVALID_FIELD', message: 'No such column' }] }
        : { statusCode: 200, result: { records: answer } }
    );
    recorder.interfere = ({ path }) =>
      path.includes('/composite/batch') ? { status: 200, body: JSON.stringify({ results }) } : undefined;
  };

  it('is nothing in an org that is as it should be', async () => {
    answering([{ Id: '1' }], [{ Id: '1' }]);
    const { data, diagnoses } = await diagnoseOrg(connection);
    expect(diagnoses.filter(({ status }) => status === 'warn' || status === 'fail')).to.deep.equal([]);
    expect(data).to.include({ newestApiVersion: '68.0', usedApiVersion: '68.0' });
  });

  it('is asked of the org in two requests and the statuses of one, side by side', async () => {
    recorder.requests.length = 0;
    await diagnoseOrg(connection);
    const kinds = recorder.requests.map(({ operation, path }) => operation ?? path.split('/').at(-1));
    expect(kinds.filter((kind) => kind !== 'checkRetrieveStatus')).to.have.members(['retrieve', 'batch']);
  });

  it('is a permission that the user lacks, and not one that the org does not tell of', async () => {
    answering([], 'refused');
    const { diagnoses } = await diagnoseOrg(connection);
    expect(statusOf(diagnoses, 'may set up')).to.equal('warn');
    expect(diagnoses.flatMap(({ suggestion = [] }) => suggestion).join())
      .to.include('"Create, edit, and delete External Client Apps"')
      .and.not.include('Customize');
    answering('refused', 'refused');
    expect(statusOf((await diagnoseOrg(connection)).diagnoses, 'may set up')).to.equal('unknown');
  });

  it('may be that secrets are given out', async () => {
    await switchAccess(recordRun(), connection, await readAppSettings(connection), true);
    const { diagnoses } = await diagnoseOrg(connection);
    expect(statusOf(diagnoses, 'consumer secrets')).to.equal('warn');
  });

  it('is another plugin with commands of that name', () => {
    const ours = { name: 'sf-plugin-eca', commandIDs: ['eca:create'] };
    expect(diagnosePlugins([ours, { name: 'x', commandIDs: ['ecab:y'] }]).status).to.equal('pass');
    const { status, suggestion } = diagnosePlugins([ours, { name: 'x', commandIDs: ['eca:create'] }]);
    expect([status, suggestion]).to.deep.equal([
      'warn',
      'Other plugins have commands under sf eca too, and which one runs is not sure: x. Uninstall one of them: sf plugins uninstall',
    ]);
  });

  it('is an org that does not answer', () => {
    expect(noAnswer('dev', new Error('expired')).diagnoses[0]).to.include({ status: 'fail' });
  });
});
