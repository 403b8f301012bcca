import { AuthInfo, StateAggregator } from '@salesforce/core';
import { expect } from 'chai';
import sinon from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import EcaAudit from '../../src/commands/eca/audit.js';
import EcaDisplay from '../../src/commands/eca/display.js';
import { failureOf } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';
import { startRecorder, type Recorder } from '../support/recorder.js';

describe('a command that fails', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let said: string[];
  const sandbox = sinon.createSandbox();

  before(async () => {
    org = await startLocalOrg();
    recorder = await startRecorder(org.instanceUrl);
    const { accessToken, username } = org;
    const { orgs } = await StateAggregator.getInstance();
    if (await orgs.exists(username)) await orgs.remove(username);
    const login = { username, accessTokenOptions: { accessToken, instanceUrl: recorder.url, loginUrl: recorder.url } };
    await (await AuthInfo.create(login)).save();
  });
  after(async () => {
    await recorder.stop();
    await org.stop();
  });
  beforeEach(() => {
    said = [];
    for (const stream of [process.stdout, process.stderr]) {
      sandbox.stub(stream, 'write').callsFake((text) => Boolean(said.push(String(text))));
    }
  });
  afterEach(() => {
    sandbox.restore();
    process.exitCode = undefined;
  });

  it('since the login has ended names the org as it was typed, and no other word of the command line', async () => {
    recorder.interfere = () => 'expired';
    const words = ['--output-file', 'x.html', '-o', org.username];
    const { actions = [] } = await failureOf(EcaAudit.run(words, PACKAGE_ROOT));
    expect(actions.join()).to.equal(`Log in again, for example: sf org login web --alias ${org.username}`);
  });

  it('by an error that nobody caught ends as by any other, and not with a bare stack trace', async () => {
    const ended = Promise.withResolvers<unknown>();
    sandbox.stub(process, 'exit').callsFake((code) => {
      ended.resolve(code);
      return undefined as never;
    });
    // The test runner's own way of hearing of such errors is out of the way meanwhile.
    const others = process.rawListeners('uncaughtException') as NodeJS.UncaughtExceptionListener[];
    process.removeAllListeners('uncaughtException');
    recorder.interfere = () => {
      // What Node does with an error that nobody caught.
      process.emit('uncaughtException' as never, new Error(`The stream broke: ${org.accessToken}`));
      return new Promise(() => undefined);
    };
    void EcaDisplay.run(['--name', 'Shop', '-o', org.username], PACKAGE_ROOT);
    expect(await ended.promise).to.equal(1);
    process.removeAllListeners('uncaughtException');
    others.forEach((listener) => process.on('uncaughtException', listener));
    expect(said.join('')).to.include('The stream broke: <access token>');
  });
});
