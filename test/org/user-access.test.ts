import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import type { LocalOrg } from '../../local-org/index.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { connectTo, create, failureOf, recordRun, type CreationOptions } from '../support/operations.js';
import type { Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const USER = 'integration@local.org';

const BILLING = `
label: Billing
oauth: { callbackUrls: [https://billing.example/cb], scopes: [api] }
policies: { permittedUsers: adminApproved, permissionSets: [Billing_Users] }
related:
  permissionSets:
    - { name: Billing_Users, label: Users of billing, description: Who may use it. }
  permissionSetAssignments:
    - { permissionSet: Billing_Users, username: ${USER} }
    - { permissionSet: Report_Reader, username: admin@local.org }
`;

const MEMBERS = [
  'PermissionSet Billing_Users',
  `PermissionSetAssignment Billing_Users (${USER})`,
  'PermissionSetAssignment Report_Reader (admin@local.org)',
];

describe('who may use an app, set up with it', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let folder: string;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
    folder = await mkdtemp(join(tmpdir(), 'user-access-'));
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
    await rm(folder, { recursive: true });
  });

  const set = async (text = BILLING, more: CreationOptions = {}, run = recordRun()): Promise<CreatedApp> => {
    const definitionFile = join(folder, 'app.yaml');
    await writeFile(definitionFile, text);
    return create(run, connection, { parameters: [], flags: [], definitionFile }, more);
  };
  const states = ({ related }: CreatedApp): string[] =>
    related.map(({ type, fullName, state }) => `${type} ${fullName}: ${state}`);
  const holders = async (): Promise<unknown[]> => {
    const soql =
      "SELECT PermissionSet.Name, Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Billing_Users'";
    const { records } = await connection.query<{ Assignee: { Username: string } }>(soql);
    return records.map(({ Assignee }) => Assignee.Username);
  };
  /** What was sent, in order: deploys, and records that were made. */
  const sent = (): string[] =>
    recorder.requests
      .filter(
        ({ method, operation, path }) => operation === 'deploy' || (method === 'POST' && path.includes('/sobjects/'))
      )
      .map(({ operation, path }) => operation ?? String(path.split('/').at(-1)));

  it('is there before the app names it, in this order, and once', async () => {
    const first = await set();
    expect(first.state).to.equal('created');
    expect(states(first)).to.deep.equal(MEMBERS.map((member) => `${member}: created`));
    expect(sent()).to.deep.equal(['deploy', 'PermissionSetAssignment', 'PermissionSetAssignment', 'deploy']);
    expect(await holders()).to.deep.equal([USER]);
    recorder.requests.length = 0;
    const again = await set();
    expect([again.state, ...states(again)]).to.deep.equal([
      'unchanged',
      ...MEMBERS.map((member) => `${member}: unchanged`),
    ]);
    expect(sent()).to.deep.equal([]);
  });

  it('costs one request more where nothing of it is missing', async () => {
    await set();
    recorder.requests.length = 0;
    await set();
    const withAccess = recorder.requests.length;
    recorder.requests.length = 0;
    await set(BILLING.slice(0, BILLING.indexOf('related:')));
    expect(withAccess - recorder.requests.length).to.equal(1);
  });

  it('is rehearsed with the app, and nothing is made', async () => {
    const rehearsed = await set(BILLING, { dryRun: true });
    expect(rehearsed.state).to.equal('validated');
    expect(states(rehearsed)).to.deep.equal(MEMBERS.map((member) => `${member}: created`));
    expect(sent()).to.deep.equal(['deploy']);
    expect(await holders()).to.deep.equal([]);
  });

  it('names at once every user and permission set that there is not, and where that stands', async () => {
    const text = BILLING.replace(USER, 'nobody@x.y').replace(
      'Report_Reader, username: admin@local.org',
      'Nothing, username: inactive@local.org'
    );
    const { message } = await failureOf(set(text));
    expect(message.replaceAll(folder, '').split('\n').slice(1)).to.deep.equal([
      '  /app.yaml:9:39 related.permissionSetAssignments[0].username: the org has no user nobody@x.y',
      '  /app.yaml:10:9 related.permissionSetAssignments[1].permissionSet: the org has no permission set Nothing (permission sets are named by their API name)',
      '  /app.yaml:10:33 related.permissionSetAssignments[1].username: the user inactive@local.org is not active',
    ]);
    expect(sent()).to.deep.equal([]);
  });

  it('says what stands where the org does not give somebody a permission set, and goes on from there', async () => {
    const body = '[{"errorCode":"FIELD_INTEGRITY_EXCEPTION","message":"the license does not allow it"}]';
    recorder.interfere = ({ path }) => (path.endsWith('/PermissionSetAssignment') ? { status: 400, body } : undefined);
    const run = recordRun();
    const error = await failureOf(set(BILLING, {}, run));
    expect(error.name).to.equal('AssignmentFailedError');
    expect(error.message).to.include('Billing_Users').and.include(USER).and.include('the license does not allow it');
    expect(run.lastStanding).to.include('PermissionSet Billing_Users').and.not.include('ExternalClientApplication');
    expect(sent().filter((what) => what === 'deploy')).to.have.length(1);
    recorder.interfere = () => undefined;
    const again = await set();
    expect([again.state, states(again)[0]]).to.deep.equal(['created', `${MEMBERS[0]}: unchanged`]);
  });

  it('shuts nobody out by a permission set that nobody has', async () => {
    await set('label: Billing\noauth: { callbackUrls: [https://billing.example/cb], scopes: [api] }\n');
    const nobody = BILLING.slice(0, BILLING.indexOf('  permissionSetAssignments:'));
    const { message } = await failureOf(set(nobody, { updateExisting: true }));
    expect(message).to.include('--profile').and.include('Billing');
    expect(await holders()).to.deep.equal([]);
  });

  it('says of a new app that nobody has its permission set, and of one that was there who gets all that it gives', async () => {
    const run = recordRun();
    await set(BILLING.slice(0, BILLING.indexOf('  permissionSetAssignments:')), {}, run);
    expect(run.warnings.join()).to.include('Nobody has the permission set Billing_Users yet');
    const again = recordRun();
    await set(BILLING, {}, again);
    expect(again.warnings.join()).to.include('was there before').and.include(USER);
  });

  it('takes an assignment that somebody else has made meanwhile for made', async () => {
    let isMade = false;
    recorder.interfere = ({ method, path }) => {
      if (isMade || method !== 'POST' || !path.endsWith('/PermissionSetAssignment')) return undefined;
      isMade = true;
      return { status: 400, body: '[{"errorCode":"DUPLICATE_VALUE","message":"Duplicate PermissionSetAssignment."}]' };
    };
    const { state, related } = await set();
    expect(state).to.equal('created');
    expect(related[1].state).to.equal('unchanged');
  });

  it('leaves alone what somebody else makes of it between reading and sending', async () => {
    const other = join(folder, 'other.yaml');
    await writeFile(other, BILLING.replace('label: Billing', 'label: Other').replace('Users of billing', 'Theirs'));
    let isMade = false;
    recorder.interfere = async ({ path }) => {
      if (isMade || !path.includes('/composite/batch')) return undefined;
      isMade = true;
      await create(recordRun(), await connectTo(org), { parameters: [], flags: [], definitionFile: other });
      // By then what this run reads first is too old to send anything by.
      await sleep(2_100);
      return undefined;
    };
    expect((await set()).state).to.equal('created');
    const soql = "SELECT Label FROM PermissionSet WHERE Name = 'Billing_Users'";
    expect((await connection.query<{ Label: string }>(soql)).records[0].Label).to.equal('Theirs');
  });

  it('says with which exit the permission sets are still on their way, and sends nothing that names them', async () => {
    await recorder.stop();
    await org.stop();
    ({ org, recorder, connection } = await startRecordedOrg({ deployTime: 60_000 }));
    const { state, nextSteps, id } = await set(BILLING, { waitMs: 0 });
    expect([state, id]).to.deep.equal(['running', null]);
    expect(nextSteps.join()).to.include('same command again');
    expect(sent()).to.deep.equal(['deploy']);
  });

  it('reaches users of a sandbox by what their names end in', async () => {
    const text = BILLING.replace(USER, '"integration@local.org${org.usernameSuffix}"');
    expect((await set(text)).state).to.equal('created');
    expect(await holders()).to.deep.equal([USER]);
  });
});
