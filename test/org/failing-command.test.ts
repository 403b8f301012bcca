import { AuthInfo, Connection } from '@salesforce/core';
import { expect } from 'chai';
import sinon from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import EcaAudit from '../../src/commands/eca/audit.js';
import EcaCreate from '../../src/commands/eca/create.js';
import EcaDisplay from '../../src/commands/eca/display.js';
import { placeOfApp, takeTurn } from '../../src/operations/undisturbed.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { failureOf, recordRun } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';
import { saveLogin } from '../support/savedLogin.js';
import { startRecorder, type Recorder } from '../support/recorder.js';

describe('a command that fails', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let said: string[];
  const sandbox = sinon.createSandbox();

  before(async () => {
    org = await startLocalOrg();
    recorder = await startRecorder(org.instanceUrl);
    await saveLogin({ ...org, instanceUrl: recorder.url });
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

  it('for a flag that there is not does not repeat what it was given', async () => {
    const error = await failureOf(EcaCreate.run(['--jiraPassword=Hunter2-Sekret', '-o', org.username], PACKAGE_ROOT));
    expect(error.message).to.include('--jiraPassword').and.not.include('Hunter2');
    expect(String(error.stack) + said.join('')).not.to.include('Hunter2');
  });

  it('for a word too many, or a value that there is not, repeats neither', async () => {
    for (const words of [['Hunter2-Sekret'], ['--format', 'Hunter2-Sekret']]) {
      const error = await failureOf(EcaAudit.run([...words, '-o', org.username], PACKAGE_ROOT));
      expect(error.message + said.join('')).not.to.include('Hunter2');
    }
  });

  it('for another run that it waited for in vain has said once that it waits', async () => {
    recorder.interfere = () => undefined;
    const connection = await Connection.create({ authInfo: await AuthInfo.create({ username: org.username }) });
    const isOver = Promise.withResolvers<undefined>();
    const other = takeTurn(recordRun(), placeOfApp(connection, apiNameFromUser('Shop')), 0, () => isOver.promise);
    const words = [
      '-n',
      'Shop',
      '-l',
      'Shop',
      '--callback-url',
      'https://a.example/cb',
      '--scope',
      'api',
      '--no-prompt',
    ];
    const creating = EcaCreate.run([...words, '-o', org.username], PACKAGE_ROOT);
    while (!said.join('').includes('waiting')) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 500));
    isOver.resolve(undefined);
    await Promise.all([other, creating]);
    expect(said.join('').split('(waiting for another run that changes Shop …)')).to.have.lengthOf(2);
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
