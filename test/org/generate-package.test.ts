/** Packages: docs/platform.md#packages */
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stubSfCommandUx, stubSpinner } from '@salesforce/sf-plugins-core';
import { ComponentSet, ForceIgnore } from '@salesforce/source-deploy-retrieve';
import { expect } from 'chai';
import sinon from 'sinon';
import { startLocalOrg } from '../../local-org/index.js';
import EcaGenerate, { type EcaGenerateResult } from '../../src/commands/eca/generate.js';
import { formatYaml } from '../../src/definition/document.js';
import { displayApp } from '../../src/operations/readApps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { withFailing } from '../support/failingFiles.js';
import { connectTo, create, failureOf, recordRun } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';

const SHOP = `label: Shop
distributionState: Packaged
contactEmail: owner@example.com
oauth:
  callbackUrls: [https://shop.example.com/oauth]
  scopes: [api, refresh_token]
  security: { requirePkce: true, refreshTokenIpAllowlist: [192.0.2.10] }
policies:
  permittedUsers: adminApproved
  permissionSets: [API_Access]
`;
const OWN_LINES = 'package.xml\n**/jsconfig.json';
const PACKAGED = ['Shop.eca-meta.xml', 'Shop_oauth.ecaOauth-meta.xml'];
const UNPACKAGED = [
  'Shop_glbloauth.ecaGlblOauth-meta.xml',
  'Shop_oauthPlcy.ecaOauthPlcy-meta.xml',
  'Shop_oauthSecurity.ecaOauthSecurity-meta.xml',
  'Shop_plcy.ecaPlcy-meta.xml',
];

describe('generate for a package', () => {
  const sandbox = sinon.createSandbox();
  let root: string;
  let packageDir: string;
  let outputDir: string;
  let forceIgnore: string;
  let ux: ReturnType<typeof stubSfCommandUx>;

  beforeEach(async () => {
    ux = stubSfCommandUx(sandbox);
    stubSpinner(sandbox);
    root = await realpath(await mkdtemp(join(tmpdir(), 'generate-package-')));
    packageDir = join(root, 'force-app');
    outputDir = join(packageDir, 'main', 'default');
    forceIgnore = join(root, '.forceignore');
    await mkdir(packageDir);
    const config = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '68.0' };
    await writeFile(join(root, 'sfdx-project.json'), JSON.stringify(config));
    await writeFile(forceIgnore, OWN_LINES);
  });
  afterEach(async () => {
    sandbox.restore();
    await rm(root, { recursive: true });
  });

  const printed = (): string => ux.log.args.flat().join('\n');
  const warned = (): string => ux.warn.args.flat().map(String).join('\n');
  const generate = async (definition: string, ...words: string[]): Promise<EcaGenerateResult> => {
    const into = words.includes('--output-dir') ? [] : ['--output-dir', outputDir];
    const file = join(root, 'app.yaml');
    await writeFile(file, definition);
    const about = ['--definition-file', file, '--org-type', 'production', '--no-prompt', '--api-version', '68.0'];
    return EcaGenerate.run([...about, ...into, ...words], PACKAGE_ROOT);
  };
  const ignored = (): Promise<string> => readFile(forceIgnore, 'utf8');
  const namesIn = async (folder: string): Promise<string[]> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
  };
  /** What Salesforce's own library finds, as it does for a deploy, a conversion and a package version. */
  const typesFound = (folder: string): string[] =>
    ComponentSet.fromSource(folder)
      .getSourceComponents()
      .toArray()
      .map(({ type }) => type.name)
      .sort();

  it('writes into the folder what a package may hold, and the rest beside the package directory', async () => {
    const { files, packaging } = await generate(SHOP);
    expect(await namesIn(packageDir)).to.deep.equal(PACKAGED);
    expect(await namesIn(join(root, 'force-app-unpackaged', 'main', 'default'))).to.deep.equal(UNPACKAGED);
    expect(files.map((file) => basename(file)).sort()).to.deep.equal([...PACKAGED, ...UNPACKAGED].sort());
    expect(packaging?.unpackagedFiles.map((file) => basename(file)).sort()).to.deep.equal(UNPACKAGED);
  });

  it('says, and gives as JSON, what each org sets for itself and what stays with the consumer', async () => {
    const { packaging } = await generate(SHOP);
    expect(packaging?.setBySubscribers).to.deep.equal([
      { setting: 'policies.permissionSets', value: ['API_Access'] },
      { setting: 'policies.permittedUsers', value: 'adminApproved' },
    ]);
    expect(packaging?.keptWithConsumer.map(({ setting }) => setting)).to.deep.equal([
      'oauth.callbackUrls',
      'oauth.security.requirePkce',
      'oauth.security.refreshTokenIpAllowlist',
    ]);
    expect(printed()).to.match(
      /Each org that installs .*\n {2}Permission Sets \(policies.permissionSets\): API_Access/
    );
    expect(printed()).to.match(/Stays with the consumer key.*\n {2}Callback URL .*: https:\/\/shop.example.com\/oauth/);
    expect(printed()).to.include(`--source-dir ${outputDir} --source-dir ${packaging?.unpackagedDir}`);
  });

  it('leaves a project in which Salesforce finds the two types in the package directory, and the rest elsewhere', async () => {
    await generate(SHOP);
    expect(typesFound(packageDir)).to.deep.equal(['ExternalClientApplication', 'ExtlClntAppOauthSettings']);
    expect(typesFound(join(root, 'force-app-unpackaged'))).to.have.length(4);
  });

  it('does so also where the name of the package directory is full of signs', async () => {
    const path = 'my [new] *app!';
    await writeFile(join(root, 'sfdx-project.json'), JSON.stringify({ packageDirectories: [{ path, default: true }] }));
    const { packaging } = await generate(SHOP, '--output-dir', join(root, path));
    await cp(join(root, `${path}-unpackaged`), join(root, path), { recursive: true });
    expect(packaging?.unpackagedFiles).to.have.length(4);
    expect(typesFound(join(root, path))).to.deep.equal(['ExternalClientApplication', 'ExtlClntAppOauthSettings']);
    expect(typesFound(join(root, `${path}-unpackaged`))).to.have.length(4);
  });

  it('keeps out of the package also what a retrieve would bring there later', async () => {
    await generate(SHOP);
    const policies = join(outputDir, 'extlClntAppPolicies');
    await mkdir(policies);
    const unpackaged = join(root, 'force-app-unpackaged/main/default/extlClntAppPolicies', UNPACKAGED[3]);
    await writeFile(join(policies, 'Shop_oauth_defaultPolicy.ecaPlcy-meta.xml'), await readFile(unpackaged));
    expect(typesFound(packageDir)).to.deep.equal(['ExternalClientApplication', 'ExtlClntAppOauthSettings']);
    await rm(forceIgnore);
    ForceIgnore.clearCacheForTest();
    expect(typesFound(packageDir)).to.include('ExtlClntAppConfigurablePolicies');
  });

  it('adds to the .forceignore, once, and rewrites nothing of it', async () => {
    const first = await generate(SHOP);
    const merged = await ignored();
    expect(merged.startsWith(`${OWN_LINES}\n`)).to.equal(true);
    expect(first.packaging?.forceIgnore.added).to.deep.equal(first.packaging?.forceIgnore.lines);
    const again = await generate(SHOP, '--force');
    expect(again.packaging?.forceIgnore).to.deep.include({ file: forceIgnore, added: [] });
    expect(again.packaging?.forceIgnore.lines).to.have.length(4);
    expect(await ignored()).to.equal(merged);
  });

  it('makes a .forceignore where the project has none', async () => {
    await rm(forceIgnore);
    const { packaging } = await generate(SHOP);
    expect((await ignored()).split('\n')).to.include.members(packaging?.forceIgnore.lines ?? ['none']);
  });

  it('outside of a project touches no .forceignore, and says which lines one will need', async () => {
    await rm(join(root, 'sfdx-project.json'));
    const { packaging } = await generate(SHOP);
    expect(packaging?.forceIgnore).to.deep.include({ file: null, added: [] });
    expect(await ignored()).to.equal(OWN_LINES);
    expect(printed()).to.include('/default/**/*.ecaPlcy-meta.xml');
  });

  it('writes nothing where the .forceignore cannot be written, as with every other file', async () => {
    await rm(forceIgnore);
    await mkdir(forceIgnore);
    const error = await failureOf(generate(SHOP));
    expect(error.name).to.equal('NotWrittenError');
    expect(error.message).to.include(forceIgnore).and.to.include('nothing was written');
    expect(await readdir(root)).to.have.members(['force-app', 'sfdx-project.json', 'app.yaml', '.forceignore']);
  });

  it('takes everything back where the .forceignore, the last of all, cannot be put in place', async () => {
    const refuse = (_from: unknown, to: unknown): string | undefined => (to === forceIgnore ? 'EIO' : undefined);
    const error = await withFailing('rename', refuse, () => failureOf(generate(SHOP)));
    expect(error.name).to.equal('NotWrittenError');
    expect(await namesIn(root)).to.deep.equal(['.forceignore', 'app.yaml', 'sfdx-project.json']);
    expect(await ignored()).to.equal(OWN_LINES);
  });

  it('refuses where a file exists, also one beside the package directory, and adds no line then', async () => {
    await generate(SHOP);
    await rm(packageDir, { recursive: true });
    await writeFile(forceIgnore, OWN_LINES);
    expect((await failureOf(generate(SHOP))).name).to.equal('FilesExistError');
    expect(await ignored()).to.equal(OWN_LINES);
  });

  it('says which files of the package directory will no longer be deployed from there', async () => {
    await generate(SHOP.replace('Packaged', 'Local').replace('Shop', 'Billing'));
    expect(warned()).not.to.include('Billing_');
    await generate(SHOP);
    expect(warned()).to.include('Billing_plcy.ecaPlcy-meta.xml').and.not.to.include('Billing.eca-meta.xml');
  });

  it('says of a local app which of its files the lines for another one keep from being deployed', async () => {
    await generate(SHOP);
    const { packaging } = await generate(SHOP.replace('Packaged', 'Local').replace('Shop', 'Billing'));
    expect(packaging).to.equal(undefined);
    expect(warned()).to.include('Billing_plcy.ecaPlcy-meta.xml').and.not.to.include('Billing_oauth.ecaOauth-meta.xml');
  });

  it('leaves a project alone whose app is for no package', async () => {
    const { files, packaging } = await generate(SHOP.replace('Packaged', 'Local'));
    expect(packaging).to.equal(undefined);
    expect(files).to.have.length(6);
    expect(files.every((file) => file.startsWith(outputDir))).to.equal(true);
    expect(await ignored()).to.equal(OWN_LINES);
    expect(warned()).to.equal('');
  });

  it('needs no folder for the rest where there is none: an app without OAuth', async () => {
    const { packaging } = await generate('label: Shop\ndistributionState: Packaged\ncontactEmail: a@example.com\n');
    expect(packaging?.unpackagedFiles).to.deep.equal([]);
    expect(await readdir(root)).not.to.include('force-app-unpackaged');
    expect(packaging?.forceIgnore.added).to.have.length(4);
    expect(printed()).not.to.include('--source-dir force-app-unpackaged').and.not.to.include('Not in the package');
  });

  for (const state of ['Packaged', 'Local']) {
    it(`writes nothing that ties an app to the org it was read from: ${state}`, async () => {
      const org = await startLocalOrg({ deployTime: 0 });
      try {
        const connection = await connectTo(org);
        const definitionFile = join(root, 'source.yaml');
        await writeFile(definitionFile, SHOP.replace('Packaged', state));
        await create(recordRun(), connection, { definitionFile, parameters: [], flags: [] });
        const { records } = await connection.query('SELECT OauthLink FROM ExtlClntAppOauthSettings');
        expect(JSON.stringify(records)).to.include(`"OauthLink":"${org.orgId}:`);

        const { definition } = await displayApp(connection, apiNameFromUser('Shop'));
        const { files } = await generate(formatYaml(definition));
        expect(files).to.have.length(6);
        const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
        for (const text of texts) {
          expect(text).not.to.match(/orgScopedExternalApp|oauthLink|consumerKey|consumerSecret/);
          expect(text).not.to.include(org.orgId.slice(0, 15));
        }
      } finally {
        await org.stop();
      }
    });
  }
});
