import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { encodeChanges } from '../../src/metadata/components.js';
import { auditOrg } from '../../src/operations/auditOrg.js';
import { displayApp, findApp } from '../../src/operations/readApps.js';
import { readApps, type LiveApp } from '../../src/org/apps.js';
import { readAppByName } from '../../src/org/oneApp.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { failureOf, recordRun } from '../support/operations.js';
import { asking, membersOf, ReadingOrg, renamed, shop, wholeTypes } from '../support/readingOrg.js';
import { apiName, apiNameFromUser } from '../../src/settings/apiNames.js';

const APP = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const OAUTH = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppConfigurablePolicies';
const OAUTH_POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

describe('reading one app by the names of its members', () => {
  let org: ReadingOrg;
  let connection: Connection;

  beforeEach(async () => {
    org = await ReadingOrg.start();
    ({ connection } = org);
  });
  afterEach(() => org.stop());

  const read = async (name: string): Promise<LiveApp> => {
    const [app] = await readApps(connection, apiNameFromUser(name));
    return app;
  };

  it('takes one batch of queries and one retrieve, and gives what reading all apps gives', async () => {
    await org.deploy([...shop(), ...shop('Shop_oauth'), ...shop('Other')]);
    const app = await read('Shop');
    expect(org.kinds).to.deep.equal(['batch', 'retrieve']);
    expect(wholeTypes(org.retrieved[0])).to.deep.equal([]);
    const whole = (await readApps(connection)).find(({ name }) => name === 'Shop');
    expect(app.grants).to.deep.equal({ profiles: [], permissionSets: [] });
    const apart = { taken: undefined, grants: undefined, lastChange: undefined };
    expect({ ...app, ...apart }).to.deep.equal({
      ...whole,
      ...apart,
    });
    expect(membersOf(app)).to.have.length(5);
    expect(app.id).to.match(/^0xI/);
  });

  it('finds members by whatever names they have', async () => {
    const names = { [OAUTH]: 'Made_by_hand', [POLICIES]: 'Whatever', [OAUTH_POLICIES]: 'Shop_defaultPolicy' };
    await org.deploy([...renamed(shop(), names), ...shop('Other')]);
    expect(membersOf(await read('Shop'))).to.deep.equal([
      'Shop',
      'Shop_glbloauth',
      'Made_by_hand',
      'Whatever',
      'Shop_defaultPolicy',
    ]);
    expect(org.kinds).to.deep.equal(['batch', 'retrieve']);
  });

  for (const name of ['Shop_glbloauth', 'Shop_GlblOAuth', 'ShopGlblOAuth', 'Shop_defGlblOauthSet', 'Old_GlblOAuth']) {
    it(`finds global settings that are called ${name} in the same retrieve`, async () => {
      const oauthName = name === 'Old_GlblOAuth' ? 'Old_oauth' : 'Shop_oauth';
      await org.deploy(renamed(shop(), { [GLOBAL]: name, [OAUTH]: oauthName }));
      expect((await read('Shop')).consumerKey).to.match(/^3MVG9/);
      expect(org.kinds).to.deep.equal(['batch', 'retrieve']);
    });
  }

  it('looks through all global settings, and nothing else, where they have a name of their own', async () => {
    await org.deploy([...renamed(shop(), { [GLOBAL]: 'Nobody_would_guess' }), ...shop('Other')]);
    expect(membersOf(await read('Shop')))
      .to.include('Nobody_would_guess')
      .and.to.have.length(5);
    expect(org.retrieved.map(wholeTypes)).to.deep.equal([[], [GLOBAL]]);
  });

  it('does not take another app’s component for the app’s, and knows that its name is taken', async () => {
    await org.deploy([...shop('Shop').filter(({ type }) => type === APP || type === POLICIES)]);
    await org.deploy(renamed(shop('Thief'), { [GLOBAL]: 'Shop_glbloauth', [OAUTH]: 'SHOP_oauth' }));
    const app = await read('Shop');
    expect(membersOf(app)).to.deep.equal(['Shop', 'Shop_plcy']);
    const changes = { name: apiName.parse('Shop'), oauth: { scopes: ['api' as const] } };
    const { components } = encodeChanges(changes, app.components, 68, app.taken);
    expect(components.map(({ fullName }) => fullName)).to.deep.equal(['Shop_glbloauth2', 'Shop_oauth2']);
    expect(org.kinds).to.deep.equal(['batch', 'retrieve']);
  });

  it('takes a name in any case, and spells it as the org does', async () => {
    await org.deploy(shop());
    expect(await read('sHOP')).to.deep.equal(await read('Shop'));
    expect((await read('sHOP')).name).to.equal('Shop');
  });

  it('reads one type whole where the org refuses to be queried for it', async () => {
    await org.deploy([...shop(), ...shop('Other')]);
    org.recorder.interfere = asking('ExtlClntAppPlcyCnfg', 'NoSuchObject');
    const app = await read('Shop');
    expect(org.retrieved.map(wholeTypes)).to.deep.equal([[POLICIES]]);
    org.recorder.interfere = () => undefined;
    expect({ ...app, taken: undefined }).to.deep.equal({ ...(await read('Shop')), taken: undefined });
  });

  it('reads all types whole where the org refuses to be queried for apps', async () => {
    await org.deploy([...shop(), ...shop('Other')]);
    org.recorder.interfere = asking('ExternalClientApplication ', 'NoSuchObject ');
    const app = await read('shop');
    expect(membersOf(app)).to.have.length(5);
    expect([app.name, app.id]).to.deep.equal(['Shop', null]);
    expect(org.retrieved.map((asked) => wholeTypes(asked).length)).to.deep.equal([6]);
  });

  it('reads all of an app of which the user sees no record', async () => {
    await org.deploy([...shop(), ...shop('Other')]);
    org.recorder.interfere = asking("DeveloperName = 'Shop'", "DeveloperName = 'Hidden'");
    expect(membersOf(await read('Shop'))).to.have.length(5);
    expect(org.retrieved.map((asked) => wholeTypes(asked).length)).to.deep.equal([0, 6]);
  });

  it('believes the contents of a member, and not the query that told its name', async () => {
    await org.deploy([...shop(), ...shop('Other')]);
    org.recorder.interfere = asking(/, ExternalClientApplicationId( FROM [^)]*DeveloperName = )'Shop'/g, "$1'Other'");
    const app = await read('Shop');
    expect(membersOf(app)).to.deep.equal(['Shop', 'Shop_glbloauth', 'Shop_oauth', 'Shop_plcy', 'Shop_oauthPlcy']);
    expect(org.retrieved.map((asked) => wholeTypes(asked).length)).to.deep.equal([0, 3]);
  });

  it('does not ask for what an older API version does not have', async () => {
    await org.deploy(shop());
    connection = await org.connect('65.0');
    expect(membersOf(await read('Shop'))).to.have.length(5);
    expect(org.recorder.requests.map(({ body }) => body).join()).not.to.include('OauthSecuritySettings');
  });

  it('has the org’s settings for apps come along for no extra request', async () => {
    await switchAccess(recordRun(), connection, await readAppSettings(connection), true);
    await org.deploy(shop());
    const { app, settings } = await readAppByName(connection, apiNameFromUser('Shop'), { withSettings: true });
    expect(app?.name).to.equal('Shop');
    expect(isAccessOn(settings ?? {})).to.equal(true);
    expect(org.kinds).to.deep.equal(['batch', 'retrieve']);
    expect((await readAppByName(connection, apiNameFromUser('Shop'))).settings).to.equal(undefined);
  });

  it('judges one app of an org without reading the others', async () => {
    await org.deploy([...shop(), ...shop('Other')]);
    const { report } = await auditOrg(recordRun(), { connection, name: apiNameFromUser('shop'), now: new Date() });
    const { apps, findings } = report;
    expect(apps.map(({ name }) => name)).to.deep.equal(['Shop']);
    expect([...new Set(findings.map(({ app }) => app))])
      .to.include('Shop')
      .and.not.to.include('Other');
    expect(org.kinds).to.have.members(['batch', 'retrieve', 'batch', 'query']);
    expect(org.retrieved.flatMap(wholeTypes)).to.deep.equal([]);
  });

  describe('that the org does not have', () => {
    it('asks for the names of the others alone, to suggest one', async () => {
      await org.deploy([...shop(), ...shop('Other')]);
      const error = await failureOf(displayApp(connection, apiNameFromUser('Shopp')));
      expect(error.name).to.equal('AppNotFoundError');
      expect(error.actions?.[0]).to.equal('Did you mean Shop?');
      expect(org.retrieved).to.deep.equal([{ [APP]: ['Shopp'] }]);
    });

    it('suggests nothing where the org does not tell names', async () => {
      await org.deploy(shop());
      org.recorder.interfere = ({ path }) =>
        path.includes('/composite/batch') && org.kinds.length > 2
          ? { status: 400, body: '[{"errorCode":"INVALID_TYPE","message":"not supported"}]' }
          : undefined;
      const error = await failureOf(findApp(connection, apiNameFromUser('Shopp')));
      expect(error.name).to.equal('AppNotFoundError');
      expect(error.actions).to.deep.equal(['See the apps of the org: sf eca list --target-org admin@local.org']);
    });
  });
});
