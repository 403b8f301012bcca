import { Connection } from '@salesforce/core';
import { expect } from 'chai';
import sinon from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import EcaAudit from '../../src/commands/eca/audit.js';
import EcaCreate from '../../src/commands/eca/create.js';
import EcaDisplay from '../../src/commands/eca/display.js';
import EcaList from '../../src/commands/eca/list.js';
import { encodeComponents } from '../../src/metadata/components.js';
import { toFiles } from '../../src/operations/files.js';
import { followDeploy, startDeploy } from '../../src/org/deploy.js';
import { apiName } from '../../src/settings/apiNames.js';
import { connectTo, failureOf } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';
import { saveLogin } from '../support/savedLogin.js';

type Command = { run: (argv: string[], root: string) => Promise<unknown> };

/** It clears a terminal, turns the direction of writing, and stands in XML, where an escape character cannot. */
const LABEL = 'Shop\u009b2J\u202ekcatta';
const SHOWN = 'Shop\\u009b2J\\u202ekcatta';

describe('an app whose label a terminal would obey', () => {
  let org: LocalOrg;
  let said: string[];
  const sandbox = sinon.createSandbox();

  before(async () => {
    org = await startLocalOrg({ deployTime: 0, policy: 'open' });
    const connection = await connectTo(org);
    const files = toFiles(
      encodeComponents(
        {
          name: apiName.parse('Shop'),
          label: LABEL,
          description: LABEL,
          oauth: { callbackUrls: ['http://vendor.example/cb'], scopes: ['full'] },
        },
        68
      ).components
    );
    const deploy = await followDeploy(connection, await startDeploy(connection, files, { checkOnly: false }), {});
    expect(deploy.succeeded).to.equal(true);
    await saveLogin(org);
  });
  after(() => org.stop());
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

  const run = (command: Command, ...words: string[]): Promise<unknown> =>
    command.run([...words, '--target-org', org.username], PACKAGE_ROOT);

  const shown: Array<[name: string, command: Command, ...words: string[]]> = [
    ['list', EcaList],
    ['display', EcaDisplay, '--name', 'Shop'],
    ['display', EcaDisplay, '--name', 'Shop', '--definition'],
    ['create', EcaCreate, '--name', 'Shop', '--description', 'Short', '--update-existing', '--dry-run', '--no-prompt'],
  ];
  for (const [name, command, ...words] of shown) {
    it(`is shown with what it holds by eca ${[name, ...words].join(' ')}`, async () => {
      await run(command, ...words);
      const printed = said.join('');
      expect(printed)
        .to.include(SHOWN)
        .and.not.match(/[\u009b\u202e]/);
    });
  }

  it('is shown with what it holds in the page of an audit', async () => {
    await run(EcaAudit, '--format', 'html');
    expect(said.join(''))
      .to.include('Shop')
      .and.not.match(/[\u009b\u202e]/);
  });

  it('is whole in JSON, which escapes nothing that it need not', async () => {
    expect(await run(EcaDisplay, '--name', 'Shop', '--json')).to.include({ label: LABEL, description: LABEL });
  });

  for (const [name, command] of [
    ['display', EcaDisplay],
    ['audit', EcaAudit],
  ] as const) {
    it(`is asked for by no name with a line break: eca ${name}`, async () => {
      const asked = sandbox.spy(Connection.prototype, 'request');
      const error = await failureOf(run(command, '--name', 'Shop\nOr'));
      expect(error.message).to.include(String.raw`No app is called Shop\nOr`);
      expect(asked.called).to.equal(false);
    });
  }

  it('is no app that the plugin makes', async () => {
    const words = ['--name', 'New', '--label', LABEL, '--callback-url', 'https://vendor.example/cb', '--scope', 'api'];
    const error = await failureOf(run(EcaCreate, ...words, '--no-prompt'));
    expect(error.message).to.include('must have no control characters, nor others that cannot be seen');
  });
});
