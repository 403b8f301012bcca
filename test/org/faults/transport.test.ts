import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../../local-org/index.js';
import { queryApps } from '../../../src/org/facts.js';
import { makeSteady } from '../../../src/org/transport.js';
import { connectTo, create, failureOf, recordRun, SENDSAFELY } from '../../support/operations.js';
import { startRecorder, type Fault, type Recorder } from '../../support/recorder.js';

const NEVER = new Promise<undefined>(() => undefined);

describe('a request', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let retries: string[];

  beforeEach(async () => {
    org = await startLocalOrg({ deployTime: 0, policy: 'open' });
    recorder = await startRecorder(org.instanceUrl);
    retries = [];
    connection = await connectTo({ ...org, instanceUrl: recorder.url }, '68.0', (reason) => retries.push(reason));
    recorder.requests.length = 0;
  });
  afterEach(async () => {
    delete process.env.HTTP_TIMEOUT;
    delete process.env.HTTPS_PROXY;
    await recorder.stop();
    await org.stop();
  });

  const once = (fault: Fault): void => {
    recorder.interfere = (_request, nth) => (nth === 1 ? fault : undefined);
  };
  const busy = (retryAfter: string): Fault => ({ status: 429, contentType: 'text/html', body: 'Too many', retryAfter });
  const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const begun = Date.now();
    await work();
    return (Date.now() - begun) / 1000;
  };

  it('is made again after as many seconds as the org asks for', async () => {
    once(busy('1'));
    expect(await secondsOf(() => queryApps(connection))).to.be.within(1, 3);
    expect(retries).to.deep.equal(['POST /services/data/v68.0/composite/batch: status 429']);
  });

  it('is made again at the time that the org names', async () => {
    once(busy(new Date(Date.now() + 2000).toUTCString()));
    expect(await secondsOf(() => queryApps(connection))).to.be.within(0.9, 4);
  });

  it('is not made again where the org asks for more patience than anybody has', async () => {
    once(busy('3600'));
    expect(await failureOf(queryApps(connection))).to.include({ errorCode: 'ERROR_HTTP_429' });
    expect(recorder.requests).to.have.length(1);
  });

  it('that is never answered is made again after its limit of time', async () => {
    process.env.HTTP_TIMEOUT = '400';
    recorder.interfere = (_request, nth) => (nth === 1 ? NEVER : undefined);
    expect((await queryApps(connection)).apps).to.deep.equal([]);
    expect(retries).to.deep.equal(['POST /services/data/v68.0/composite/batch: no answer within 0.4 seconds']);
  });

  it('that changes something is made once, also where it is not answered', async () => {
    process.env.HTTP_TIMEOUT = '400';
    recorder.interfere = ({ operation }) => (operation === 'deploy' ? NEVER : undefined);
    const error = await failureOf(create(recordRun(), connection, SENDSAFELY));
    expect(error.message).to.equal('deploy: no answer within 0.4 seconds');
    expect(recorder.requests.filter(({ operation }) => operation === 'deploy')).to.have.length(1);
  });

  it('that never left this machine is made again, whatever it is', async () => {
    const gone = await startRecorder(org.instanceUrl);
    const elsewhere = await connectTo({ ...org, instanceUrl: gone.url }, '68.0', (reason) => retries.push(reason));
    await gone.stop();
    const error = await failureOf(Promise.resolve(elsewhere.metadata.deploy('', {})));
    expect(error.message).to.match(/^deploy: connect ECONNREFUSED/);
    expect(retries).to.have.length(4);
  });

  it('to a host that does not exist fails at once', async () => {
    const elsewhere = await connectTo(org, '68.0', (reason) => retries.push(reason));
    elsewhere.instanceUrl = 'http://nowhere.invalid';
    expect((await failureOf(queryApps(elsewhere))).message).to.include('nowhere.invalid');
    expect(retries).to.deep.equal([]);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`is not sent on to whom an answer ${status} points to: it holds the session`, async () => {
      const sentOn: string[] = [];
      const elsewhere = createServer((request, response) => {
        sentOn.push(String(request.url));
        response.end('{}');
      });
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      const { port } = elsewhere.address() as AddressInfo;
      recorder.interfere = () => ({ status, body: '', location: `http://localhost:${port}/taken` });
      const error = await failureOf(connection.requestPost('/x', { secret: 'A1B2' }));
      elsewhere.close();
      expect(error.name).to.equal('SentElsewhereError');
      expect(error.message).to.include(`localhost:${port}`).and.not.include('A1B2');
      expect(sentOn).to.deep.equal([]);
    });
  }

  it('does not repeat what the environment gives for a proxy', () => {
    process.env.HTTPS_PROXY = 'user:pa$$w0rd@%%%';
    expect(() => makeSteady(connection))
      .to.throw('HTTPS_PROXY')
      .with.property('message')
      .that.does.not.include('w0rd');
  });

  it('ends with the command that made it', async () => {
    const requests = makeSteady(connection);
    recorder.interfere = () => NEVER;
    const failing = failureOf(queryApps(connection));
    requests.close();
    expect((await failing).message).to.include('aborted');
  });

  it('is not waited for longer than the user wants to wait', async () => {
    recorder.interfere = ({ operation }) => (operation === 'checkDeployStatus' ? NEVER : undefined);
    const run = recordRun();
    const waited = await create(run, connection, SENDSAFELY, { waitMs: 0 });
    expect(waited).to.include({ state: 'running' });
    expect(run.lastStanding).to.include('--job-id');
  });
});
