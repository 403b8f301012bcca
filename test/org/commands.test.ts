import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stubSfCommandUx, stubSpinner } from '@salesforce/sf-plugins-core';
import { Connection } from '@salesforce/core';
import { expect } from 'chai';
import sinon from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import EcaCreate from '../../src/commands/eca/create.js';
import EcaDisplay from '../../src/commands/eca/display.js';
import EcaGenerate from '../../src/commands/eca/generate.js';
import EcaGetCredentials from '../../src/commands/eca/get-credentials.js';
import EcaList from '../../src/commands/eca/list.js';
import EcaTemplateCreate from '../../src/commands/eca/template/create.js';
import EcaTemplateDisplay from '../../src/commands/eca/template/display.js';
import EcaTemplateList from '../../src/commands/eca/template/list.js';
import { withFailing } from '../support/failingFiles.js';
import { failureOf } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';
import { saveLogin } from '../support/savedLogin.js';
import { stubTables } from '../support/tables.js';

const APP = 'SendSafely_Dropzone_Connector';

describe('what the commands print and return', () => {
  let org: LocalOrg;
  let folder: string;
  let ux: ReturnType<typeof stubSfCommandUx>;
  let rows: ReturnType<typeof stubTables>;
  const sandbox = sinon.createSandbox();

  const printed = (): string => ux.log.args.flat().join('\n');
  const onOrg = (...words: string[]): string[] => [...words, '--target-org', org.username];

  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    folder = await mkdtemp(join(tmpdir(), 'sf-plugin-eca-commands-'));
    await saveLogin(org);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await org.stop();
  });
  beforeEach(() => {
    ux = stubSfCommandUx(sandbox);
    rows = stubTables(sandbox);
  });
  afterEach(() => {
    sandbox.restore();
    process.exitCode = undefined;
  });

  it('create: the app, its differences, the next steps, and 68', async () => {
    const words = onOrg('--template', 'sendsafely', '--profile', 'System Administrator');
    const result = await EcaCreate.run(words, PACKAGE_ROOT);
    expect(process.exitCode).to.equal(68);
    expect(result).to.include({ name: APP, state: 'created' });
    expect(printed()).to.match(/^To have at hand:\n\* Decide which user account will authorize/);
    expect(printed()).to.include(`Set up ${APP}.`).and.to.include('Next steps:').and.to.include('Deploy …');
  });

  it('create: 69 where the time to wait is up', async () => {
    const words = onOrg(
      '--template',
      'sendsafely',
      '--profile',
      'System Administrator',
      '--name',
      'Slow',
      '--wait',
      '0'
    );
    const { state } = await EcaCreate.run(words, PACKAGE_ROOT);
    expect([state, process.exitCode]).to.be.deep.oneOf([
      ['running', 69],
      ['created', 68],
    ]);
  });

  it('create: an error of one line a problem', async () => {
    const error = await failureOf(EcaCreate.run(onOrg('--scope', 'apii'), PACKAGE_ROOT));
    expect(error).to.include({ name: 'InvalidInputError' });
    expect(error.message.split('\n')).to.have.length(3);
  });

  it('list: a row an app', async () => {
    await EcaList.run(onOrg(), PACKAGE_ROOT);
    expect(rows().find(({ name }) => name === APP)?.controls).to.equal(
      'PKCE, rotation, 30-day idle limit, secret (web server)'
    );
  });

  it('list: how far it is, to whoever watches, and with --json to nobody', async () => {
    const { isTTY } = process.stderr;
    const spinner = stubSpinner(sandbox);
    try {
      process.stderr.isTTY = true;
      await EcaList.run(onOrg('--json'), PACKAGE_ROOT);
      expect(spinner.start.callCount).to.equal(0);
      await EcaList.run(onOrg(), PACKAGE_ROOT);
      expect(spinner.start.args).to.deep.equal([['Read the apps of the org']]);
      expect(spinner.stop.calledBefore(ux.log)).to.equal(true);
      process.stderr.isTTY = false;
      await EcaList.run(onOrg(), PACKAGE_ROOT);
      expect(spinner.start.callCount).to.equal(1);
    } finally {
      process.stderr.isTTY = isTTY;
    }
  });

  it('list: refuses a column that there is not', async () => {
    const error = await failureOf(EcaList.run(onOrg('--columns', 'name,secret'), PACKAGE_ROOT));
    expect(error.message).to.include('name, label, flows, scopes, permitted-users, controls');
  });

  it("display: Setup's sections, or YAML", async () => {
    const result = await EcaDisplay.run(onOrg('--name', APP), PACKAGE_ROOT);
    expect(result.name).to.equal(APP);
    expect(printed()).to.include('Flow Enablement').and.to.include('Consumer key: 3MVG9');
    await EcaDisplay.run(onOrg('--name', APP, '--definition'), PACKAGE_ROOT);
    expect(printed()).to.include('expireAfterIdle: 30 days');
  });

  it('get-credentials: nothing without a terminal', async () => {
    const error = await failureOf(EcaGetCredentials.run(onOrg('--name', APP), PACKAGE_ROOT));
    expect(error.name).to.equal('NoTerminalError');
  });

  it('get-credentials gives the secret as JSON only to whoever asked for JSON', async () => {
    const { consumerSecret } = await EcaGetCredentials.run(
      onOrg('--name', APP, '--enable-access', '--json'),
      PACKAGE_ROOT
    );
    expect(consumerSecret).to.be.a('string').and.not.to.equal('');
    process.env.SF_CONTENT_TYPE = 'JSON';
    try {
      for (const words of [[], ['--enable-access'], ['--enable-access', '--part', 'secret']]) {
        sandbox.resetHistory();
        const error = await failureOf(EcaGetCredentials.run(onOrg('--name', APP, ...words), PACKAGE_ROOT));
        expect(error.name, words.join(' ')).to.equal('NoTerminalError');
        const said = [ux.log.args, ux.logJson.args, ux.styledJSON.args, ux.warn.args];
        expect(JSON.stringify(said), words.join(' ')).not.to.include(consumerSecret);
      }
    } finally {
      delete process.env.SF_CONTENT_TYPE;
    }
  });

  it('get-credentials: key and secret, or one of them, or a file', async () => {
    const words = onOrg('--name', APP, '--enable-access');
    const { consumerKey, consumerSecret } = await EcaGetCredentials.run([...words, '--no-prompt'], PACKAGE_ROOT);
    expect(printed()).to.include(`Consumer key: ${consumerKey}`).and.to.include(`Consumer secret: ${consumerSecret}`);
    expect(await EcaGetCredentials.run([...words, '--part', 'key'], PACKAGE_ROOT)).to.deep.equal({
      name: APP,
      consumerKey,
      consumerSecret: null,
    });
    const file = join(folder, 'app.json');
    const result = await EcaGetCredentials.run([...words, '--output-file', file], PACKAGE_ROOT);
    expect(result).to.deep.equal({ name: APP, consumerKey, consumerSecret: null, outputFile: file });
    expect(JSON.parse(await readFile(file, 'utf8'))).to.deep.equal({ name: APP, consumerKey, consumerSecret });
  });

  for (const id of [
    '0Af00000000000',
    '0Af0000000000000',
    '0Af000000000000/..',
    '301000000000000AAA',
    '0af000000000000AAA',
  ]) {
    it(`create: asks the org for no deploy of the id ${id}, which is none`, async () => {
      const asked = sandbox.spy(Connection.prototype, 'request');
      const error = await failureOf(EcaCreate.run(onOrg('--job-id', id), PACKAGE_ROOT));
      expect(error.name).to.equal('NoDeployIdError');
      expect(asked.called).to.equal(false);
    });
  }

  it('create: says that the org knows no such deploy, and nothing of how to go on', async () => {
    const words = onOrg('--job-id', '0Af000000000000AAA', '--template', 'sendsafely', '--no-prompt');
    const { name, actions } = await failureOf(EcaCreate.run(words, PACKAGE_ROOT));
    expect(name).to.equal('DeployUnknownError');
    expect(actions?.join('\n')).not.to.include('--job-id 0Af').and.not.to.include('is running');
  });

  it('generate: the files, and how to deploy them', async () => {
    const about = ['--template', 'sendsafely', '--profile', 'Standard User'];
    const { files } = await EcaGenerate.run(onOrg(...about, '--output-dir', folder), PACKAGE_ROOT);
    expect(files).to.have.length(5);
    expect(printed()).to.include(`sf project deploy start --source-dir ${folder}`);
    const again = await failureOf(EcaGenerate.run(onOrg(...about, '--output-dir', folder), PACKAGE_ROOT));
    expect(again.name).to.equal('FilesExistError');
  });

  it('generate: all files or none, and says which one cannot be written', async () => {
    const about = ['--template', 'sendsafely', '--profile', 'Standard User', '--force'];
    const target = join(folder, 'all-or-none');
    const { files } = await EcaGenerate.run(onOrg(...about, '--output-dir', target), PACKAGE_ROOT);
    const [first, ...others] = files;
    const last = others.at(-1)!;
    await writeFile(first, 'mine');
    await rm(last);
    await mkdir(last);
    const error = await failureOf(EcaGenerate.run(onOrg(...about, '--output-dir', target), PACKAGE_ROOT));
    expect(error.name).to.equal('NotWrittenError');
    expect(error.message).to.include(last).and.to.include('nothing was written');
    expect(await readFile(first, 'utf8')).to.equal('mine');
  });

  it('generate: names what was written and could not be put back', async () => {
    const about = ['--template', 'sendsafely', '--profile', 'Standard User', '--force'];
    const target = join(folder, 'not-put-back');
    const words = onOrg(...about, '--output-dir', target);
    const { files } = await EcaGenerate.run(words, PACKAGE_ROOT);
    let renames = 0;
    const afterFirst = (): string | undefined => (renames++ > 0 ? 'EIO' : undefined);
    const error = await withFailing('rename', afterFirst, () => failureOf(EcaGenerate.run(words, PACKAGE_ROOT)));
    expect(error.name).to.equal('PartlyWrittenError');
    expect(error.message)
      .to.match(/could not be put back: /)
      .and.to.include(files[0]);
  });

  it('generate: needs a folder outside of a project', async () => {
    const error = await failureOf(EcaGenerate.run(['--label', 'A', '--contact-email', 'a@example.com'], PACKAGE_ROOT));
    expect(error.name).to.equal('NoOutputDirError');
  });

  it('template create: a template that sets up the same app, and a copy of a built-in one', async () => {
    const [own, copy] = [join(folder, 'own.yaml'), join(folder, 'copy.yaml')];
    const made = await EcaTemplateCreate.run(onOrg('--from', APP, '--output-file', own), PACKAGE_ROOT);
    expect(made).to.deep.equal({ from: APP, outputFile: own, source: 'app' });
    const { state, name } = await EcaCreate.run(onOrg('--template', own, '--no-prompt'), PACKAGE_ROOT);
    expect({ state, name }).to.deep.equal({ state: 'unchanged', name: APP });

    await EcaTemplateCreate.run(['--from', 'sendsafely', '--output-file', copy], PACKAGE_ROOT);
    const { title } = await EcaTemplateDisplay.run(['--template', copy], PACKAGE_ROOT);
    expect(title).to.equal('SendSafely Dropzone Connector');
    const again = EcaTemplateCreate.run(['--from', 'sendsafely', '--output-file', copy], PACKAGE_ROOT);
    expect((await failureOf(again)).name).to.equal('FileExistsError');
    const nothing = EcaTemplateCreate.run(['--from', 'Nothing', '--output-file', copy], PACKAGE_ROOT);
    expect((await failureOf(nothing)).name).to.equal('NoSourceError');
    expect(await readFile(own, 'utf8')).not.to.include('contactEmail');
  });

  it('template display, create and generate: the same of a wrong template, all of it, and no app', async () => {
    const file = join(folder, 'wrong.yaml');
    const steps = 'after: [{ step: "Tell ${nobody}" }]\nwhy: { oauth.scopes: x }\npolicies: { permittedUsers: admin }';
    await writeFile(file, `title: Wrong\nsummary: x\nlabel: Wrong\n${steps}\n`);
    const { message, data } = await failureOf(EcaTemplateDisplay.run(['--template', file], PACKAGE_ROOT));
    expect((data as Array<{ where: string }>).map(({ where }) => where)).to.deep.equal([
      `${file}:4:11 after[0].step`,
      `${file}:5:8 why.oauth.scopes`,
      `${file}:6:13 policies.permittedUsers`,
    ]);
    const made = failureOf(EcaCreate.run(onOrg('--template', file, '--no-prompt'), PACKAGE_ROOT));
    expect((await made).message).to.equal(message);
    const written = EcaGenerate.run(onOrg('--template', file, '--output-dir', join(folder, 'no')), PACKAGE_ROOT);
    expect((await failureOf(written)).message).to.equal(message);
    const apps = await EcaList.run(onOrg(), PACKAGE_ROOT);
    expect(apps.map(({ name }) => name)).to.not.include('Wrong');
  });

  it('template list and display: what there is and what it sets up', async () => {
    expect((await EcaTemplateList.run([], PACKAGE_ROOT)).map(({ name }) => name)).to.include('sendsafely');
    await EcaTemplateDisplay.run(['--template', 'sendsafely'], PACKAGE_ROOT);
    expect(printed()).to.include('Must be given:').and.to.include('Enable Device Flow: on');
  });
});
