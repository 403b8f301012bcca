import '../support/isolatedHome.js';
import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { stubSfCommandUx } from '@salesforce/sf-plugins-core';
import { expect } from 'chai';
import sinon from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import EcaCreate from '../../src/commands/eca/create.js';
import { readExpected, type Components, type Expected } from '../support/expected.js';
import { PACKAGE_ROOT, RealCli } from '../support/realCli.js';
import { shellWords } from '../support/remedies.js';
import { expectApp, retrieveAll, type Retrieved } from '../support/retrieved.js';
import { saveLogin } from '../support/savedLogin.js';
import { SIGNING_CERTIFICATE } from '../support/signingKey.js';
import { stubTables } from '../support/tables.js';

/** What was written by hand from a guide, and what a user types to have it. */
interface Entry extends Expected {
  name: string;
  create?: string;
}

const CERTIFICATE = 'the certificate';

const filesIn = (folder: string): Promise<string[]> => readdir(join(PACKAGE_ROOT, ...folder.split('/')));

describe('the catalogue of templates, each set up in an org of today', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let found: Retrieved;
  let defaults: Components;
  const entries: Entry[] = [];
  const sandbox = sinon.createSandbox();

  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    defaults = await readExpected<Components>('defaults');
    cli = await RealCli.create();
    await cli.login(org, 'prod');
    await saveLogin(org);
    stubSfCommandUx(sandbox);
    stubTables(sandbox);
    const certificate = join(cli.home, 'shop.crt');
    await writeFile(certificate, SIGNING_CERTIFICATE);
    for (const file of await filesIn('test/expected')) {
      const expected = await readExpected<Entry>(basename(file, '.yaml'), org.instanceUrl);
      if (expected.create === undefined) continue;
      entries.push({ ...expected, name: basename(file, '.yaml') });
      const words = await shellWords(
        expected.create.replace('shop.crt', certificate).replace('ci.key', join(cli.home, 'ci.key'))
      );
      await EcaCreate.run([...words, '--target-org', org.username, '--no-prompt'], PACKAGE_ROOT);
    }
    found = await retrieveAll(cli, 'prod');
  });
  after(async () => {
    sandbox.restore();
    process.exitCode = undefined;
    await cli.dispose();
    await org.stop();
  });

  it('has a file that says what is expected for every template', async () => {
    const [templates, expected] = await Promise.all([filesIn('templates'), filesIn('test/expected')]);
    expect(expected).to.have.members([...templates, 'defaults.yaml']);
  });

  it('is all that there is in the org, each as its guide says', () => {
    expect(Object.keys(found.apps)).to.have.members(entries.map(({ app }) => app));
    const wrong = entries.flatMap((entry) => {
      try {
        expectApp(found, withCertificate(entry), defaults, org.orgId);
        return [];
      } catch (error) {
        return [`${entry.name}: ${(error as Error).message}`];
      }
    });
    expect(wrong).to.deep.equal([]);
  });
});

/** As an org gives out what it was sent. */
const withCertificate = (expected: Expected): Expected =>
  JSON.parse(
    JSON.stringify(expected).replace(JSON.stringify(CERTIFICATE), JSON.stringify(SIGNING_CERTIFICATE.trim()))
  ) as Expected;
