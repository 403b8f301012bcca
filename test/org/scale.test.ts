import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { listAllowlist } from '../../src/operations/allowlist.js';
import { auditOrg } from '../../src/operations/auditOrg.js';
import { planLock } from '../../src/operations/lockPlan.js';
import { displayApp, listApps } from '../../src/operations/readApps.js';
import { appName, fillWithApps } from '../support/manyApps.js';
import { connectTo, create, recordRun } from '../support/operations.js';
import { bytesOf, startRecorder, type Recorder } from '../support/recorder.js';
import { appOf } from '../support/vendorApp.js';

const FEW = 10;
const MANY = 2000;

/** Even numbers have an allowlist. */
const APP = appName(6);

const ONE_MORE = appOf('One_More', {
  label: 'One More',
  'oauth.callbackUrls': ['https://more.example/'],
  'oauth.scopes': ['api'],
});

const lockOptions = { name: APP, allowIps: [], mustBeTested: false, now: new Date() };

/** Everything that is about one app. */
const JOBS: Record<string, (connection: Connection) => Promise<unknown>> = {
  display: (connection) => displayApp(connection, APP),
  'create of one more': (connection) => create(recordRun(), connection, ONE_MORE),
  'lock-security --check': (connection) => planLock(recordRun(), { ...lockOptions, connection }),
  'allowlist list': (connection) => listAllowlist(connection, APP),
  'audit --name': (connection) => auditOrg(recordRun(), { connection, name: APP, now: new Date() }),
};

interface TestOrg {
  org: LocalOrg;
  recorder: Recorder;
  connection: Connection;
}

describe('the number of apps in an org', () => {
  const orgs = new Map<number, TestOrg>();

  before(async function () {
    this.timeout(120_000);
    for (const count of [FEW, MANY]) {
      const org = await startLocalOrg({ deployTime: 0 });
      const recorder = await startRecorder(org.instanceUrl);
      orgs.set(count, { org, recorder, connection: await connectTo({ ...org, instanceUrl: recorder.url }) });
      await fillWithApps(await connectTo(org), count);
    }
  });
  after(async () => {
    for (const { org, recorder } of orgs.values()) {
      await recorder.stop();
      await org.stop();
    }
  });

  /** What a job asks of an org with so many apps; how often it looks whether the org is done is a matter of time. */
  const costIn = async (
    count: number,
    job: (connection: Connection) => Promise<unknown>
  ): Promise<{ asked: string[]; bytes: number }> => {
    const { recorder, connection } = orgs.get(count)!;
    await connection.retrieveMaxApiVersion();
    recorder.requests.length = 0;
    await job(connection);
    const asked = recorder.requests.map(
      ({ operation, path }) => operation ?? path.split('?')[0].split('/').at(-1) ?? ''
    );
    return {
      asked: asked.filter((kind, index) => !kind.startsWith('check') || kind !== asked[index - 1]).sort(),
      bytes: bytesOf(recorder.requests),
    };
  };

  for (const [title, job] of Object.entries(JOBS)) {
    it(`is nothing to ${title}: the same requests, and as many bytes`, async () => {
      const few = await costIn(FEW, job);
      const many = await costIn(MANY, job);
      expect(many.asked).to.deep.equal(few.asked);
      expect(many.asked).to.have.length.below(10);
      expect(many.bytes).to.be.below(few.bytes * 1.1);
    }).timeout(30_000);
  }

  it('takes list no more than the few requests that hold so many files', async () => {
    let apps: unknown[] = [];
    const { asked } = await costIn(MANY, async (connection) => {
      apps = await listApps(recordRun(), connection);
    });
    // One app was created in the meantime.
    expect(apps).to.have.length(MANY + 1);
    expect(asked.filter((kind) => kind === 'retrieve')).to.have.length(3);
    expect(asked).to.have.length.below(9).and.not.to.include('listMetadata');
  }).timeout(60_000);
});
