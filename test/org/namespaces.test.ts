import { expect } from 'chai';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { auditOrg } from '../../src/operations/auditOrg.js';
import { listAllowlist } from '../../src/operations/allowlist.js';
import { getConsumerKey } from '../../src/operations/getCredentials.js';
import { Consent, lockSecurity } from '../../src/operations/lockSecurity.js';
import { displayApp, listApps } from '../../src/operations/readApps.js';
import { readApps } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { Commands, OAUTH, PUBLIC } from '../support/appCommands.js';
import { flag, recordRun } from '../support/operations.js';
import { asking, ReadingOrg, shop } from '../support/readingOrg.js';

describe('name spaces', () => {
  let org: ReadingOrg;
  let commands: Commands;

  const start = async (options: LocalOrgOptions): Promise<void> => {
    org = await ReadingOrg.start(options);
    commands = new Commands(org.connection);
  };
  afterEach(() => org.stop());

  describe('the org that owns one', () => {
    beforeEach(() => start({ namespace: 'acme' }));

    const MEMBERS = { Shop: ['Shop', 'Shop_glbloauth', 'Shop_oauth', 'Shop_plcy', 'Shop_oauthPlcy'] };
    const WITH_ALLOWLIST = {
      Shop: ['Shop', 'Shop_glbloauth', 'Shop_oauth', 'Shop_oauthSecurity', 'Shop_plcy', 'Shop_oauthPlcy'],
    };

    it('tells of its apps with the name space in all components but the app', async () => {
      await org.deploy(shop());
      const [{ components }] = await readApps(org.connection);
      expect(new Set(components.map(({ elements }) => elements.externalClientApplication))).to.deep.equal(
        new Set([undefined, 'acme__Shop'])
      );
      const { records } = await org.connection.query(
        'SELECT DeveloperName, NamespacePrefix FROM ExternalClientApplication'
      );
      expect(records).to.have.length(1);
      expect(records[0]).to.include({ DeveloperName: 'Shop', NamespacePrefix: 'acme' });
    });

    for (const name of ['Shop', 'acme__Shop', 'ACME__shop']) {
      it(`sets up one app, which is called ${name}, and finds nothing more to do`, async () => {
        const made = await commands.create(name, OAUTH);
        expect(made).to.include({ state: 'created' });
        const again = await commands.create(name, OAUTH);
        expect(again).to.include({ state: 'unchanged', id: made.id });
        expect(Object.keys(await commands.members()).map((app) => app.toLowerCase())).to.deep.equal(['shop']);
      });

      it(`makes no second components of an app that is called ${name} when it is changed`, async () => {
        await org.deploy(shop());
        const changed = await commands.create(name, [flag('oauth.scopes', ['api', 'web'])]);
        expect(changed).to.include({ name: 'Shop', state: 'updated' });
        expect(changed.components.map(({ state }) => state)).to.deep.equal(['changed']);
        expect(await commands.members()).to.deep.equal(MEMBERS);
      });

      it(`shows, judges and hands over ${name} as one app`, async () => {
        await org.deploy(shop());
        const { definition, installedFrom, consumerKey } = await displayApp(org.connection, apiNameFromUser(name));
        expect(definition).to.deep.include({ name: 'Shop', label: 'Shop' });
        expect(definition.oauth?.callbackUrls).to.deep.equal(['https://shop.example/']);
        expect(installedFrom).to.equal(null);
        const audit = { connection: org.connection, name: apiNameFromUser(name), now: new Date() };
        expect((await auditOrg(recordRun(), audit)).report.apps).to.have.length(1);
        expect(await getConsumerKey(org.connection, apiNameFromUser(name))).to.equal(consumerKey);
        const credentials = await commands.credentials(name);
        expect(credentials.consumerKey).to.equal(consumerKey);
      });

      it(`changes the allowlist of ${name} where it is`, async () => {
        await org.deploy(shop());
        for (const ip of [PUBLIC, '54.203.11.8']) {
          expect(await commands.addToAllowlist(name, ip)).to.include({ name: 'Shop', state: 'updated' });
        }
        expect(await commands.members()).to.deep.equal(WITH_ALLOWLIST);
        expect((await listAllowlist(org.connection, apiNameFromUser(name))).ranges).to.have.length(2);
      });

      it(`brings ${name} into the state in which its controls can be locked`, async () => {
        await org.deploy(shop());
        const plan = await commands.planLock(name);
        expect(plan.refusals).to.deep.equal([]);
        const consent = Consent.to(plan, 'Shop');
        if (!consent) throw new Error('The app is called otherwise');
        const locked = await lockSecurity(commands.run, plan, { connection: org.connection, waitMs: 60_000, consent });
        expect(locked).to.include({ name: 'Shop', ready: true });
        expect(Object.keys(await commands.members())).to.deep.equal(['Shop']);
      });
    }

    it('is asked no more often than any other org', async () => {
      await org.deploy(shop());
      await commands.find('acme__Shop');
      expect(org.kinds).to.deep.equal(['batch', 'retrieve']);
    });

    it('lists each app once, as its own', async () => {
      await org.deploy([...shop(), ...shop('Other')]);
      const apps = await listApps(commands.run, org.connection);
      expect(apps.map(({ name, installedFrom, flows }) => [name, installedFrom, flows])).to.deep.equal([
        ['Other', null, ['authorizationCode']],
        ['Shop', null, ['authorizationCode']],
      ]);
    });

    it('takes in what it gave, as a definition', async () => {
      await org.deploy(shop());
      const { definition } = await displayApp(org.connection, apiNameFromUser('acme__Shop'));
      for (const name of ['Shop', 'acme__Shop']) {
        expect((await commands.takeBack({ ...definition, name: apiNameFromUser(name) })).state).to.equal('unchanged');
      }
    });

    it('is known by the contents of apps where it does not tell its name space', async () => {
      await org.deploy(shop());
      org.recorder.interfere = asking(/NamespacePrefix/g, 'NoSuchField');
      const app = await commands.find('Shop');
      expect(app.components.map(({ fullName }) => fullName)).to.deep.equal(MEMBERS.Shop);
      expect(app.installedFrom).to.equal(null);
    });
  });
});
