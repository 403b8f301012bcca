import { expect } from 'chai';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { appNames } from '../../src/operations/appNames.js';
import { auditOrg } from '../../src/operations/auditOrg.js';
import { getConsumerKey } from '../../src/operations/getCredentials.js';
import { lockSecurity } from '../../src/operations/lockSecurity.js';
import { displayApp, listApps } from '../../src/operations/readApps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { listOfApps } from '../../src/ui/appList.js';
import { CALLBACK, Commands, OAUTH } from '../support/appCommands.js';
import { failureOf, flag, recordRun } from '../support/operations.js';
import { asking, ReadingOrg, renamed, shop } from '../support/readingOrg.js';

describe('apps from packages', () => {
  let org: ReadingOrg;
  let commands: Commands;

  const start = async (options: LocalOrgOptions): Promise<void> => {
    org = await ReadingOrg.start(options);
    commands = new Commands(org.connection);
  };
  afterEach(() => org.stop());

  const deploysSent = (): number => org.kinds.filter((kind) => kind === 'deploy').length;

  describe('an org with an app from a package', () => {
    beforeEach(() => start({ installed: ['acme__Shop'] }));

    const INSTALLED = ['acme__Shop', 'acme__Shop_oauth', 'acme__Shop_plcy', 'acme__Shop_oauthPlcy'];

    it('lists it as installed', async () => {
      await org.deploy(shop('Other'));
      const apps = await listApps(commands.run, org.connection);
      expect(apps.map(({ name, installedFrom }) => [name, installedFrom])).to.deep.equal([
        ['acme__Shop', 'acme'],
        ['Other', null],
      ]);
      expect(apps[0].id).to.match(/^0xI/);
      const { table } = listOfApps(apps, ['name'], undefined);
      expect(table.data.map(({ name }) => name)).to.deep.equal(['acme__Shop (installed)', 'Other']);
      expect(await appNames(org.connection)).to.deep.equal(['acme__Shop', 'Other']);
    });

    for (const name of ['acme__Shop', 'Shop', 'ACME__SHOP']) {
      it(`finds it as ${name}, whole`, async () => {
        const app = await commands.find(name);
        expect(app.components.map(({ fullName }) => fullName)).to.deep.equal(INSTALLED);
        expect(app).to.include({ name: 'acme__Shop', installedFrom: 'acme' });
        expect(app.id).to.match(/^0xI/);
      });

      it(`changes the policies of ${name}, and nothing else`, async () => {
        const policies = [
          flag('policies.permittedUsers', 'adminApproved'),
          flag('policies.profiles', ['System Administrator']),
        ];
        const changed = await commands.create(name, policies);
        expect(changed).to.include({ name: 'acme__Shop', state: 'updated' });
        expect(changed.components.map(({ fullName }) => fullName)).to.deep.equal(['acme__Shop_oauthPlcy']);
        expect(changed.differences).to.deep.equal([]);
        expect(deploysSent()).to.equal(1);
        expect(await commands.members()).to.deep.equal({ acme__Shop: INSTALLED });
      });

      it(`refuses what only the publisher of ${name} can change, before anything is sent`, async () => {
        const error = await failureOf(
          commands.create(name, [CALLBACK, flag('policies.permittedUsers', 'adminApproved')])
        );
        expect(error.name).to.equal('PublisherOnlyError');
        expect(error.message).to.include('acme__Shop').and.include('oauth.callbackUrls').and.not.include('policies');
        expect(error.actions).to.have.length(3);
        expect(error.data).to.deep.equal({
          name: 'acme__Shop',
          installedFrom: 'acme',
          settings: ['oauth.callbackUrls'],
        });
        expect(deploysSent()).to.equal(0);
      });

      it(`refuses an allowlist and a lock of ${name}`, async () => {
        expect((await failureOf(commands.planAllowlist(name))).name).to.equal('PublisherOnlyError');
        const plan = await commands.planLock(name);
        expect(plan.isSound).to.equal(false);
        expect(plan.refusals[0].what).to.include('acme__Shop is installed from a package');
        const options = { connection: org.connection, waitMs: 1000, consent: 'rehearsal' as const };
        expect((await failureOf(lockSecurity(commands.run, plan, options))).name).to.equal('LockRefusedError');
        expect(deploysSent()).to.equal(0);
      });

      it(`says whose the key pair of ${name} is`, async () => {
        const key = await failureOf(getConsumerKey(org.connection, apiNameFromUser(name)));
        const secret = await failureOf(commands.credentials(name));
        for (const error of [key, secret]) {
          expect(error.name).to.equal('PublishersConsumerError');
          expect(error.message).to.include('acme__Shop');
        }
      });
    }

    it('is refused by the org as well, should anybody try', async () => {
      const app = await commands.find('Shop');
      const problem = await failureOf(org.deploy(app.components.slice(0, 2)));
      expect(problem.message).to.include('Cannot modify managed object');
      const foreign = await failureOf(org.deploy(renamed(shop(), { ExternalClientApplication: 'other__Shop' })));
      expect(foreign.message).to.include('Cannot create a new component with the namespace: other');
    });

    it('sets up no app in the name space of another org', async () => {
      const error = await failureOf(commands.create('other__Shop', OAUTH));
      expect(error.name).to.equal('InvalidInputError');
      expect(error.message).to.include('other__Shop has a name space before it');
      expect(deploysSent()).to.equal(0);
    });

    it('finds no app by another name space', async () => {
      expect((await failureOf(commands.find('other__Shop'))).name).to.equal('AppNotFoundError');
    });

    it('takes back what it showed of the app', async () => {
      const { definition } = await displayApp(org.connection, apiNameFromUser('Shop'));
      expect((await commands.takeBack(definition)).state).to.equal('unchanged');
    });

    it('says of a finding whether this org can mend it', async () => {
      const { report } = await auditOrg(recordRun(), { connection: org.connection, now: new Date() });
      const { findings, apps } = report;
      expect(apps[0]).to.include({ name: 'acme__Shop', installedFrom: 'acme' });
      for (const { setting, rule, message, mend } of findings.filter(({ app }) => app !== null)) {
        const isForOrg = setting?.startsWith('policies.') === true || rule === 'unused';
        expect(message.includes('only its publisher can mend that')).to.equal(!isForOrg);
        if (!isForOrg) expect(mend.command).to.include('org open');
      }
    });
  });

  describe('an org with an app of its own that is called as one from a package', () => {
    beforeEach(async () => {
      await start({ installed: ['acme__Shop'] });
      await org.deploy(shop());
    });

    const OWN = ['Shop', 'Shop_glbloauth', 'Shop_oauth', 'Shop_plcy', 'Shop_oauthPlcy'];

    it('keeps the two apart, whatever is asked of them', async () => {
      expect(Object.keys(await commands.members())).to.have.members(['acme__Shop', 'Shop']);
      const own = await commands.find('Shop');
      expect(own.components.map(({ fullName }) => fullName)).to.deep.equal(OWN);
      expect(own.installedFrom).to.equal(null);
      const other = await commands.find('acme__Shop');
      expect(other).to.include({ name: 'acme__Shop', installedFrom: 'acme' });
      expect(other.components).to.have.length(4);
      expect(other.id).not.to.equal(own.id);
    });

    it('reads its own for no more requests than without the other', async () => {
      await commands.find('Shop');
      expect(org.kinds).to.deep.equal(['batch', 'retrieve']);
    });

    it('changes the one that is named', async () => {
      const own = await commands.create('Shop', [flag('oauth.scopes', ['api', 'web'])]);
      expect(own).to.include({ name: 'Shop', state: 'updated' });
      const policies = [
        flag('policies.permittedUsers', 'adminApproved'),
        flag('policies.profiles', ['System Administrator']),
      ];
      await commands.create('acme__Shop', policies);
      expect((await commands.find('Shop')).definition.policies?.permittedUsers).to.equal('allSelfAuthorized');
      const grants = async (name: string): Promise<string[] | undefined> =>
        (await commands.find(name)).grants?.profiles;
      expect(await grants('acme__Shop')).to.deep.equal(['System Administrator']);
      expect(await grants('Shop')).to.deep.equal([]);
    });

    it('gives out the credentials of the one that is named', async () => {
      const { consumerKey } = await commands.find('Shop');
      expect((await commands.credentials('Shop')).consumerKey).to.equal(consumerKey);
      expect((await failureOf(commands.credentials('acme__Shop'))).name).to.equal('PublishersConsumerError');
    });

    it('mixes up nothing where the org does not tell name spaces', async () => {
      org.recorder.interfere = asking(/NamespacePrefix/g, 'NoSuchField');
      expect((await commands.find('Shop')).components).to.have.length(OWN.length);
      expect((await commands.find('acme__Shop')).components).to.have.length(4);
    });
  });

  it('asks which one is meant where two packages have an app of a name', async () => {
    await start({ installed: ['acme__Shop', 'other__Shop'] });
    const error = await failureOf(commands.find('Shop'));
    expect(error.name).to.equal('AmbiguousNameError');
    expect(error.message).to.include('acme__Shop, other__Shop');
    expect((await commands.find('other__Shop')).name).to.equal('other__Shop');
  });
});
