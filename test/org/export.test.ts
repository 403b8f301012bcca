import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { parseYaml } from '../../src/definition/document.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import type { EcaType } from '../../src/settings/platform.js';
import type { XmlElements } from '../../src/settings/codecs.js';
import type { Component } from '../../src/metadata/components.js';
import { Exporting, ORG_NAME } from '../support/exporting.js';
import { failureOf } from '../support/operations.js';
import { ReadingOrg, shop } from '../support/readingOrg.js';

const SHOP = join('apps', 'Shop.yaml');
const OTHER = join('apps', 'Other.yaml');
const FLEET = 'eca-fleet.yaml';
const MINE = 'written by hand';

/** The components of an app, with these elements in one of them. */
const shopWith = (type: EcaType, elements: XmlElements): Component[] =>
  shop().map((component) =>
    component.type === type ? { ...component, elements: { ...component.elements, ...elements } } : component
  );

const contentOf = (text: string): unknown => parseYaml(text, '').document?.content;

describe('exporting the apps of an org', () => {
  let org: ReadingOrg;
  let exporting: Exporting;

  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    org = await ReadingOrg.start(options);
    exporting = await Exporting.of(org.connection);
  };
  afterEach(async () => {
    await rm(exporting.folder, { recursive: true });
    await org.stop();
  });

  const write = async (name: string, content = MINE): Promise<void> => {
    await mkdir(join(exporting.folder, 'apps'), { recursive: true });
    await writeFile(join(exporting.folder, name), content);
  };
  const names = (...typed: string[]): { names: Array<ReturnType<typeof apiNameFromUser>> } => ({
    names: typed.map(apiNameFromUser),
  });

  describe('of its own', () => {
    beforeEach(async () => {
      await start();
      await org.deploy([...shop(), ...shop('Other')]);
    });

    it('writes a definition file for each, and a fleet file that has all of them', async () => {
      const exported = await exporting.export();
      expect(exported).to.deep.equal({
        outputDir: exporting.folder,
        fleetFile: join(exporting.folder, FLEET),
        apps: ['Other', 'Shop'].map((name) => ({
          name,
          file: join(exporting.folder, 'apps', `${name}.yaml`),
          label: name,
          refusedIfNew: [],
        })),
        leftOut: [],
      });
      const files = await exporting.files();
      expect(Object.keys(files)).to.have.members([SHOP, OTHER, FLEET]);
      expect(contentOf(files[SHOP])).to.deep.include({ name: 'Shop', label: 'Shop' });
      expect(contentOf(files[FLEET])).to.deep.equal({
        apps: { Other: { definition: 'apps/Other.yaml' }, Shop: { definition: 'apps/Shop.yaml' } },
        orgs: { [ORG_NAME]: { apps: 'all' } },
      });
    });

    it('asks the org once, and reads it whole once, however many apps there are', async () => {
      await exporting.export();
      expect(org.kinds).to.have.members(['batch', 'retrieve']);
    });

    it('writes nothing that the org has made: no key, no id, no name of a component', async () => {
      const { records } = await org.connection.query<{ Id: string }>('SELECT Id FROM ExternalClientApplication');
      const { consumerKey } = (await exporting.takeBack(await file('Shop'), {})) as { consumerKey?: string };
      const written = Object.values(await exporting.files()).join('\n');
      expect(consumerKey).to.match(/^3MVG9/);
      for (const secret of [consumerKey ?? '', ...records.map(({ Id }) => Id), 'glbloauth', 'plcy', '3MVG9', '00D'])
        expect(written).not.to.include(secret);
    });

    const file = async (name: string): Promise<string> => {
      const { apps } = await exporting.export({ force: true });
      return apps.find((app) => app.name === name)?.file ?? '';
    };

    it('writes the apps that are named, in any case, and no others', async () => {
      expect((await exporting.export(names('shop'))).apps.map(({ name }) => name)).to.deep.equal(['Shop']);
      expect(Object.keys(await exporting.files())).to.have.members([SHOP, FLEET]);
    });

    it('names every app that the org does not have, and writes nothing', async () => {
      const one = await failureOf(exporting.export(names('Shop', 'Shopp')));
      expect(one).to.include({ name: 'AppNotFoundError' });
      expect(one.actions?.[0]).to.equal('Did you mean Shop?');
      const several = await failureOf(exporting.export(names('Nothing', 'Shop', 'Nobody')));
      expect(several).to.include({ name: 'AppsNotFoundError' });
      expect(several.message).to.include('Nothing, Nobody');
      expect(await exporting.files()).to.deep.equal({});
    });

    it('names all files that exist, and writes none', async () => {
      await write(SHOP);
      await write(FLEET);
      const error = await failureOf(exporting.export());
      expect(error).to.include({ name: 'FilesExistError' });
      expect(error.message).to.include(SHOP).and.include(FLEET).and.not.include(OTHER);
      expect(await exporting.files()).to.deep.equal({ [SHOP]: MINE, [FLEET]: MINE });
    });

    it('leaves a fleet file alone that is there already, even if no app has a file', async () => {
      await write(FLEET);
      expect(await failureOf(exporting.export())).to.include({ name: 'FilesExistError' });
      expect(await exporting.files()).to.deep.equal({ [FLEET]: MINE });
    });

    it('writes over the files of the same apps where that is asked for, and leaves others alone', async () => {
      await write(SHOP);
      await write(FLEET);
      await write(join('apps', 'Former.yaml'));
      await exporting.export({ force: true });
      const files = await exporting.files();
      expect(Object.keys(files)).to.have.length(4);
      expect(files[SHOP]).to.include('label: Shop');
      expect(files[FLEET]).to.include('Other');
      expect(files[join('apps', 'Former.yaml')]).to.equal(MINE);
    });

    it('writes none where one cannot be written', async () => {
      await mkdir(join(exporting.folder, FLEET), { recursive: true });
      expect(await failureOf(exporting.export({ force: true }))).to.include({ name: 'NotWrittenError' });
      expect(await exporting.files()).to.deep.equal({});
    });

    it('says which settings an older API version does not show', async () => {
      const connection = await org.connect('65.0');
      await exporting.export({ connection });
      expect(exporting.run.warnings.join()).to.include('65.0').and.include('oauth.security.limitIdleRefreshTokens');
    });

    it('says nothing of that over the newest', async () => {
      await exporting.export();
      expect(exporting.run.warnings).to.deep.equal([]);
    });

    it('keeps the word for the org what it is, whatever YAML would make of it', async () => {
      await exporting.export({ orgName: '0123' });
      expect(contentOf(await readFile(join(exporting.folder, FLEET), 'utf8'))).to.deep.include({
        orgs: { '0123': { apps: 'all' } },
      });
    });
  });

  it('writes the policy that an app holds, not the one in force', async () => {
    await start();
    await org.deploy(
      shopWith('ExtlClntAppOauthConfigurablePolicies', { refreshTokenPolicyType: 'Infinite' }).map((component) =>
        component.type === 'ExtlClntAppGlobalOauthSettings'
          ? { ...component, elements: { ...component.elements, isEnforceRefreshTokenTTL: 'true' } }
          : component
      )
    );
    await exporting.export();
    expect((await exporting.files())[SHOP]).to.include('refreshToken: validUntilRevoked');
  });

  it('names what a new app could not have, and repeats no password of it', async () => {
    await start();
    await org.deploy(shopWith('ExtlClntAppGlobalOauthSettings', { callbackUrl: 'https://ada:hush@shop.example/' }));
    const [{ refusedIfNew, file }] = (await exporting.export()).apps;
    expect(refusedIfNew).to.have.length(1);
    expect(refusedIfNew[0].where).to.match(/Shop\.yaml:\d+:\d+ oauth\.callbackUrls\[0\]$/);
    expect(JSON.stringify(refusedIfNew)).not.to.include('hush');
    expect((await exporting.takeBack(file, { updateExisting: true })).state).to.equal('unchanged');
  });

  it('takes a user to run as whose flow is off back for the app that holds it so, and for no other', async () => {
    await start();
    const runAs = { clientCredentialsFlowUser: 'integration@local.org', isClientCredentialsFlowEnabled: 'true' };
    await org.deploy([...shopWith('ExtlClntAppOauthConfigurablePolicies', runAs), ...shop('Other')]);
    const [, { file, refusedIfNew }] = (await exporting.export()).apps;
    expect(refusedIfNew.map(({ where }) => where.split(' ')[1])).to.deep.equal(['policies.runAs']);
    expect((await exporting.takeBack(file, { updateExisting: true })).state).to.equal('unchanged');
    for (const name of ['New', 'Other']) {
      await writeFile(file, (await readFile(file, 'utf8')).replace(/^name: .*/, `name: ${name}`));
      const error = await failureOf(exporting.takeBack(file, { updateExisting: true }));
      expect(error.message).to.include('needs the client credentials flow');
    }
  });

  it('says of an app that the org has and does not give out that it is in no file', async () => {
    await start();
    await org.deploy([...shop(), ...shop('Hidden')]);
    const ofShop = ['Shop', 'Shop_glbloauth', 'Shop_oauth', 'Shop_plcy', 'Shop_oauthPlcy'];
    const members = ofShop.map((name) => `<members>${name}</members>`).join('');
    org.recorder.interfere = ({ operation, body }) =>
      operation === 'retrieve' ? { forward: body.replaceAll('<members>*</members>', members) } : undefined;
    const hidden = [{ name: 'Hidden', reason: 'the org has it, but gives none of its metadata out to you' }];
    for (const asked of [{}, names('Shop', 'hidden')]) {
      const { apps, leftOut } = await exporting.export({ ...asked, force: true });
      expect(apps.map(({ name }) => name)).to.deep.equal(['Shop']);
      expect(leftOut).to.deep.equal(hidden);
    }
  });

  it('writes nothing for an org without apps', async () => {
    await start();
    expect(await exporting.export()).to.deep.include({ fleetFile: null, apps: [], leftOut: [] });
    expect(await exporting.files()).to.deep.equal({});
  });

  describe('from packages', () => {
    const INSTALLED = join('apps', 'acme__Shop.yaml');

    beforeEach(async () => {
      await start({ installed: ['acme__Shop'] });
      await org.deploy(shop());
    });

    it("writes only the policies, which are the org's own, and they are taken back", async () => {
      const exported = await exporting.export();
      const files = await exporting.files();
      expect(Object.keys(files)).to.have.members([INSTALLED, SHOP, FLEET]);
      expect(Object.keys(contentOf(files[INSTALLED]) as object)).to.have.members(['name', 'policies']);
      for (const { file, name } of exported.apps) {
        const { state, name: found } = await exporting.takeBack(file, { updateExisting: true });
        expect([found, state]).to.deep.equal([name, 'unchanged']);
      }
    });

    it('writes the one that is named, and not that of the same name', async () => {
      expect((await exporting.export(names('ACME__shop'))).apps.map(({ name }) => name)).to.deep.equal(['acme__Shop']);
      const own = await exporting.export({ ...names('Shop'), force: true });
      expect(own.apps.map(({ name }) => name)).to.deep.equal(['Shop']);
    });
  });

  it('takes the names of an org that owns a name space with and without it', async () => {
    await start({ namespace: 'acme' });
    await org.deploy(shop());
    for (const name of ['Shop', 'acme__Shop'])
      expect((await exporting.export({ ...names(name), force: true })).apps.map((app) => app.name)).to.deep.equal([
        'Shop',
      ]);
    const state = (await exporting.takeBack(join(exporting.folder, SHOP), { updateExisting: true })).state;
    expect(state).to.equal('unchanged');
  });
});
