import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { formatYaml } from '../../src/definition/document.js';
import type { AppDefinition } from '../../src/definition/schema.js';
import { appNames } from '../../src/operations/appNames.js';
import { auditOrg } from '../../src/operations/auditOrg.js';
import { changeAllowlist, listAllowlist, planAllowlist, type AllowlistPlan } from '../../src/operations/allowlist.js';
import { getConsumerKey, getCredentials } from '../../src/operations/getCredentials.js';
import { checkRanges } from '../../src/operations/givenRanges.js';
import { planLock, type LockPlan } from '../../src/operations/lockPlan.js';
import { Consent, lockSecurity } from '../../src/operations/lockSecurity.js';
import { displayApp, findApp, listApps } from '../../src/operations/readApps.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { readApps } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { listOfApps } from '../../src/ui/appList.js';
import {
  create,
  failureOf,
  flag,
  recordRun,
  type CreationOptions,
  type RecordedRun,
} from '../support/operations.js';
import type { FlagSetting } from '../../src/operations/request.js';
import { asking, ReadingOrg, renamed, shop } from '../support/readingOrg.js';

const PUBLIC = '54.203.11.7';

const named = (name: string): ReturnType<typeof apiNameFromUser> => apiNameFromUser(name);

/** What is done with the apps of an org, as its commands do it. */
class Commands {
  public readonly run: RecordedRun = recordRun();

  public constructor(public readonly connection: Connection) {}

  public create(name: string, flags: FlagSetting[], more: CreationOptions = {}): Promise<CreatedApp> {
    const input = { parameters: [], flags: [{ flag: 'name', path: 'name' as const, value: name }, ...flags] };
    return create(this.run, this.connection, input, { updateExisting: true, ...more });
  }

  /** With a definition file. */
  public async takeBack(definition: AppDefinition): Promise<CreatedApp> {
    const folder = await mkdtemp(join(tmpdir(), 'definition-'));
    const definitionFile = join(folder, 'app.yaml');
    await writeFile(definitionFile, formatYaml(definition));
    const input = { parameters: [], flags: [], definitionFile };
    return create(this.run, this.connection, input).finally(() => rm(folder, { recursive: true }));
  }

  public planAllowlist(name: string, ip = PUBLIC): Promise<AllowlistPlan> {
    const given = checkRanges([ip], undefined);
    return planAllowlist(this.run, { connection: this.connection, name: named(name), verb: 'add', given });
  }

  public planLock(name: string): Promise<LockPlan> {
    const common = { connection: this.connection, now: new Date(), mustBeTested: false };
    return planLock(this.run, { ...common, name: named(name), allowIps: [PUBLIC] });
  }

  /** What the org holds: the members of each app, by its name. */
  public async members(): Promise<Record<string, string[]>> {
    const apps = await readApps(this.connection);
    return Object.fromEntries(apps.map(({ name, components }) => [name, components.map(({ fullName }) => fullName)]));
  }
}

const CALLBACK = flag('oauth.callbackUrls', ['https://shop.example/callback']);
const OAUTH = [CALLBACK, flag('oauth.scopes', ['api', 'refresh_token']), flag('policies.permittedUsers', 'allSelfAuthorized')];

describe('name spaces', () => {
  let org: ReadingOrg;
  let commands: Commands;

  const start = async (options: LocalOrgOptions): Promise<void> => {
    org = await ReadingOrg.start(options);
    commands = new Commands(org.connection);
  };
  afterEach(() => org.stop());

  const deploysSent = (): number => org.kinds.filter((kind) => kind === 'deploy').length;

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
      const { records } = await org.connection.query('SELECT DeveloperName, NamespacePrefix FROM ExternalClientApplication');
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
        const { definition, installedFrom, consumerKey } = await displayApp(org.connection, named(name));
        expect(definition).to.deep.include({ name: 'Shop', label: 'Shop' });
        expect(definition.oauth?.callbackUrls).to.deep.equal(['https://shop.example/']);
        expect(installedFrom).to.equal(null);
        const audit = { connection: org.connection, name: named(name), now: new Date() };
        expect((await auditOrg(recordRun(), audit)).apps).to.have.length(1);
        expect(await getConsumerKey(org.connection, named(name))).to.equal(consumerKey);
        const credentials = await getCredentials(recordRun(), {
          connection: org.connection,
          name: named(name),
          enableAccess: true,
        });
        expect(credentials.consumerKey).to.equal(consumerKey);
      });

      it(`changes the allowlist of ${name} where it is`, async () => {
        await org.deploy(shop());
        for (const ip of [PUBLIC, '54.203.11.8']) {
          const plan = await commands.planAllowlist(name, ip);
          const options = { connection: org.connection, dryRun: false, waitMs: 60_000, wasApproved: false };
          expect(await changeAllowlist(commands.run, plan, options)).to.include({ name: 'Shop', state: 'updated' });
        }
        expect(await commands.members()).to.deep.equal(WITH_ALLOWLIST);
        expect((await listAllowlist(org.connection, named(name))).ranges).to.have.length(2);
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
      await findApp(org.connection, named('acme__Shop'));
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
      const { definition } = await displayApp(org.connection, named('acme__Shop'));
      for (const name of ['Shop', 'acme__Shop']) {
        expect((await commands.takeBack({ ...definition, name: named(name) })).state).to.equal('unchanged');
      }
    });

    it('is known by the contents of apps where it does not tell its name space', async () => {
      await org.deploy(shop());
      org.recorder.interfere = asking(/NamespacePrefix/g, 'NoSuchField');
      const app = await findApp(org.connection, named('Shop'));
      expect(app.components.map(({ fullName }) => fullName)).to.deep.equal(MEMBERS.Shop);
      expect(app.installedFrom).to.equal(null);
    });
  });

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
        const app = await findApp(org.connection, named(name));
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
        expect(await commands.members()).to.deep.equal({ acme__Shop: INSTALLED });
      });

      it(`refuses what only the publisher of ${name} can change, before anything is sent`, async () => {
        const error = await failureOf(commands.create(name, [CALLBACK, flag('policies.permittedUsers', 'adminApproved')]));
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
        const key = await failureOf(getConsumerKey(org.connection, named(name)));
        const secret = await failureOf(
          getCredentials(recordRun(), { connection: org.connection, name: named(name), enableAccess: true })
        );
        for (const error of [key, secret]) {
          expect(error.name).to.equal('PublishersConsumerError');
          expect(error.message).to.include('acme__Shop');
        }
      });
    }

    it('is refused by the org as well, should anybody try', async () => {
      const app = await findApp(org.connection, named('Shop'));
      const problem = await failureOf(org.deploy(app.components.slice(0, 2)));
      expect(problem.message).to.include('Cannot modify managed object');
      const foreign = await failureOf(org.deploy(renamed(shop(), { ExternalClientApplication: 'other__Shop' })));
      expect(foreign.message).to.include('Cannot create a new component with the namespace: other');
    });

    it('sets up no app in the name space of another org', async () => {
      const error = await failureOf(commands.create('other__Shop', OAUTH));
      expect(error.name).to.equal('InvalidInputError');
      expect(error.message).to.include('other__Shop is not in this org');
      expect(deploysSent()).to.equal(0);
    });

    it('finds no app by another name space', async () => {
      expect((await failureOf(findApp(org.connection, named('other__Shop')))).name).to.equal('AppNotFoundError');
    });

    it('takes back what it showed of the app', async () => {
      const { definition } = await displayApp(org.connection, named('Shop'));
      expect((await commands.takeBack(definition)).state).to.equal('unchanged');
    });

    it('says of a finding whether this org can mend it', async () => {
      const { findings, apps } = await auditOrg(recordRun(), { connection: org.connection, now: new Date() });
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
      const own = await findApp(org.connection, named('Shop'));
      expect(own.components.map(({ fullName }) => fullName)).to.deep.equal(OWN);
      expect(own.installedFrom).to.equal(null);
      const other = await findApp(org.connection, named('acme__Shop'));
      expect(other).to.include({ name: 'acme__Shop', installedFrom: 'acme' });
      expect(other.components).to.have.length(4);
      expect(other.id).not.to.equal(own.id);
    });

    it('reads its own for no more requests than without the other', async () => {
      await findApp(org.connection, named('Shop'));
      expect(org.kinds).to.deep.equal(['batch', 'retrieve']);
    });

    it('changes the one that is named', async () => {
      const own = await commands.create('Shop', [flag('oauth.scopes', ['api', 'web'])]);
      expect(own).to.include({ name: 'Shop', state: 'updated' });
      const policies = [flag('policies.permittedUsers', 'adminApproved'), flag('policies.profiles', ['System Administrator'])];
      await commands.create('acme__Shop', policies);
      expect((await findApp(org.connection, named('Shop'))).definition.policies?.permittedUsers).to.equal(
        'allSelfAuthorized'
      );
      const grants = async (name: string): Promise<string[] | undefined> =>
        (await findApp(org.connection, named(name))).grants?.profiles;
      expect(await grants('acme__Shop')).to.deep.equal(['System Administrator']);
      expect(await grants('Shop')).to.deep.equal([]);
    });

    it('gives out the credentials of the one that is named', async () => {
      const { consumerKey } = await findApp(org.connection, named('Shop'));
      const of = (name: string): ReturnType<typeof getCredentials> =>
        getCredentials(recordRun(), { connection: org.connection, name: named(name), enableAccess: true });
      expect((await of('Shop')).consumerKey).to.equal(consumerKey);
      expect((await failureOf(of('acme__Shop'))).name).to.equal('PublishersConsumerError');
    });

    it('mixes up nothing where the org does not tell name spaces', async () => {
      org.recorder.interfere = asking(/NamespacePrefix/g, 'NoSuchField');
      expect((await findApp(org.connection, named('Shop'))).components).to.have.length(OWN.length);
      expect((await findApp(org.connection, named('acme__Shop'))).components).to.have.length(4);
    });
  });

  it('asks which one is meant where two packages have an app of a name', async () => {
    await start({ installed: ['acme__Shop', 'other__Shop'] });
    const error = await failureOf(findApp(org.connection, named('Shop')));
    expect(error.name).to.equal('AmbiguousNameError');
    expect(error.message).to.include('acme__Shop, other__Shop');
    expect((await findApp(org.connection, named('other__Shop'))).name).to.equal('other__Shop');
  });
});
