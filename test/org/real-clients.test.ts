import { type Connection } from '@salesforce/core';
import { expect } from 'chai';
import { ComponentSet, DestructiveChangesType } from '@salesforce/source-deploy-retrieve';
import JSZip from 'jszip';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { connect, deploy, deployApp, file, sourceSet, VERSION } from '../support/deployedApp.js';
import { authorizeApp, refreshTokens, type VendorApp } from '../support/vendor.js';

const APP_FILES = {
  'externalClientApps/Shop.eca-meta.xml': file('ExternalClientApplication', { label: 'Shop' }),
  'extlClntAppGlobalOauthSets/Shop_glbloauth.ecaGlblOauth-meta.xml': file('ExtlClntAppGlobalOauthSettings', {
    callbackUrl: 'https://one.example\nhttps://two.example?a=1&amp;b=2',
    externalClientApplication: 'Shop',
    isPkceRequired: false,
  }),
  'extlClntAppOauthSettings/Shop_oauth.ecaOauth-meta.xml': file('ExtlClntAppOauthSettings', {
    commaSeparatedOauthScopes: 'Api,RefreshToken',
    externalClientApplication: 'Shop',
  }),
};

/** The files of a retrieve in metadata format, by path. */
const retrieve = async (connection: Connection, types: Record<string, string[]>): Promise<Map<string, string>> => {
  const unpackaged = {
    types: Object.entries(types).map(([name, members]) => ({ name, members })),
    version: connection.getApiVersion(),
  };
  const request = { apiVersion: VERSION, singlePackage: true, unpackaged };
  connection.metadata.pollInterval = 20;
  const { zipFile } = await connection.metadata.retrieve(request as never).complete();
  const zip = await JSZip.loadAsync(zipFile, { base64: true });
  const files = new Map<string, string>();
  for (const entry of Object.values(zip.files)) if (!entry.dir) files.set(entry.name, await entry.async('string'));
  return files;
};

describe('local-org with clients of Salesforce', () => {
  let org: LocalOrg;
  let connection: Connection;

  beforeEach(async () => {
    org = await startLocalOrg({ apiVersion: VERSION });
    connection = await connect(org);
  });

  afterEach(async () => {
    await org.stop();
  });

  it('tells @salesforce/core its newest version and who is logged in', async () => {
    expect(await connection.retrieveMaxApiVersion()).to.equal(VERSION);
    expect((await connection.identity()).username).to.equal(org.username);
  });

  for (const rest of [false, true]) {
    it(`deletes what SDR names in a destructive manifest over ${rest ? 'REST' : 'SOAP'}, and only rehearses it first`, async () => {
      await deploy(connection, sourceSet(APP_FILES));
      const apps = async (): Promise<number> =>
        (await connection.query('SELECT Id FROM ExternalClientApplication')).totalSize;
      const doomed = new ComponentSet();
      doomed.apiVersion = VERSION;
      doomed.sourceApiVersion = VERSION;
      const member = { type: 'ExternalClientApplication', fullName: 'Shop' };
      // As `sf project delete source` does with what it finds in a project.
      for (const found of sourceSet(APP_FILES).getSourceComponents(member))
        doomed.add(found, DestructiveChangesType.POST);
      const rehearsed = await deploy(connection, doomed, { rest, checkOnly: true });
      expect([rehearsed.response.success, await apps()]).to.deep.equal([true, 1]);
      const { response } = await deploy(connection, doomed, { rest });
      expect([response.success, await apps()]).to.deep.equal([true, 0]);
      expect((await connection.metadata.list([{ type: 'ExtlClntAppOauthSettings' }])).length).to.equal(0);
    });
  }

  for (const rest of [false, true]) {
    it(`takes a deploy of SDR over ${rest ? 'REST' : 'SOAP'} and names what it created`, async () => {
      const result = await deploy(connection, sourceSet(APP_FILES), { rest });
      expect(result.response).to.include({ status: 'Succeeded', success: true, numberComponentsDeployed: 3 });
      expect(result.getFileResponses().map(({ fullName, state }) => `${fullName} ${state}`)).to.have.members([
        'Shop Created',
        'Shop_glbloauth Created',
        'Shop_oauth Created',
      ]);
    });
  }

  it('changes nothing in a validation', async () => {
    const result = await deploy(connection, sourceSet(APP_FILES), { checkOnly: true });
    expect(result.response).to.include({ success: true, checkOnly: true });
    expect((await connection.query('SELECT COUNT() FROM ExternalClientApplication')).totalSize).to.equal(0);
  });

  it('tells SDR which file is wrong, where and why', async () => {
    const files = {
      ...APP_FILES,
      'extlClntAppOauthSettings/Shop_oauth.ecaOauth-meta.xml': file('ExtlClntAppOauthSettings', {
        commaSeparatedOauthScopes: 'Api',
        externalClientApplication: 'Shop',
        noSuchElement: true,
      }),
    };
    const result = await deploy(connection, sourceSet(files));
    expect(result.response.status).to.equal('Failed');
    const failed = result.getFileResponses().find(({ fullName }) => fullName === 'Shop_oauth');
    expect(failed).to.include({
      state: 'Failed',
      lineNumber: 5,
      error:
        'Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}noSuchElement invalid at this location in type ExtlClntAppOauthSettings (5:20)',
    });
  });

  it('gives back through jsforce what SDR deployed, with what the org added', async () => {
    await deploy(connection, sourceSet(APP_FILES));
    const files = await retrieve(connection, {
      ExternalClientApplication: ['*'],
      ExtlClntAppGlobalOauthSettings: ['*'],
    });
    expect([...files.keys()]).to.have.members([
      'externalClientApps/Shop.eca',
      'extlClntAppGlobalOauthSets/Shop_glbloauth.ecaGlblOauth',
      'package.xml',
    ]);
    const settings = files.get('extlClntAppGlobalOauthSets/Shop_glbloauth.ecaGlblOauth');
    expect(settings).to.include('<callbackUrl>https://one.example\nhttps://two.example?a=1&amp;b=2</callbackUrl>');
    expect(settings).to.match(/<consumerKey>3MVG9\S{40,}<\/consumerKey>/);
    expect(settings).to.include('<isPkceRequired>true</isPkceRequired>');
    expect(settings).not.to.include('consumerSecret>');
  });

  it('lists and describes the types that the asked API version has', async () => {
    const listed = await connection.metadata.list([{ type: 'PermissionSet' }], VERSION);
    expect(listed.map(({ fullName }) => fullName)).to.include('API_Access');
    const names = async (version: string): Promise<string[]> =>
      (await connection.metadata.describe(version)).metadataObjects.map(({ xmlName }) => xmlName);
    expect(await names('68.0')).to.include('ExtlClntAppOauthSecuritySettings');
    expect(await names('65.0')).not.to.include('ExtlClntAppOauthSecuritySettings');
    expect(await names('58.0')).not.to.include('ExternalClientApplication');
  });

  it('hands out the key pair over REST once the settings allow it', async () => {
    const settings = file('ExternalClientAppSettings', { enableClientSecretInRestApiAccess: true });
    await deploy(connection, sourceSet(APP_FILES));
    const { Id: appId } = await connection.singleRecordQuery<{ Id: string }>(
      'SELECT Id FROM ExternalClientApplication'
    );
    const url = `/apps/oauth/credentials/${appId}`;
    const refused = await connection.requestGet(url).catch((error: unknown) => error);
    expect(refused).to.include({ errorCode: 'FUNCTIONALITY_NOT_ENABLED' });
    await deploy(connection, sourceSet({ 'settings/ExternalClientApp.settings-meta.xml': settings }));
    const { consumers } = await connection.requestGet<{ consumers: Array<{ id: string; key: string }> }>(url);
    expect(consumers).to.have.length(1);
    const pair = await connection.requestGet<object>(`${url}/${consumers[0]?.id ?? ''}?part=keyandsecret`);
    expect(pair).to.have.property('key', consumers[0]?.key);
    expect(pair).to.have.property('secret').with.length.above(20);
  });

  describe('that an app has authorized', () => {
    let app: VendorApp;

    beforeEach(async () => {
      const credentials = await deployApp(connection, APP_FILES);
      app = { ...credentials, callbackUrl: 'https://two.example?a=1&b=2' };
    });

    it('takes its access token as a session, over REST and SOAP', async () => {
      const { access_token: accessToken } = await authorizeApp(org, app);
      const authorized = await connect({ ...org, accessToken });
      expect((await authorized.identity()).username).to.equal(org.username);
      expect((await authorized.query('SELECT COUNT() FROM ExternalClientApplication')).totalSize).to.equal(1);
      expect((await authorized.metadata.list([{ type: 'ExternalClientApplication' }], VERSION)).length).to.equal(1);
    });

    it('tells jsforce how often, when last and for how many users', async () => {
      const tokens = await authorizeApp(org, app);
      await refreshTokens(org, app, tokens.refresh_token ?? '');
      const { records } = await connection.query(
        'SELECT AppName, UseCount, User.Username, AppMenuItem.Name FROM OauthToken'
      );
      expect(records).to.have.length(1);
      expect(records[0]).to.deep.include({ AppName: 'Shop', UseCount: 2 });
      expect(records[0]?.User).to.include({ Username: org.username });
      const grouped = await connection.query(
        'SELECT AppMenuItem.Name, COUNT_DISTINCT(UserId) users, MAX(LastUsedDate) FROM OauthToken GROUP BY AppMenuItem.Name'
      );
      expect(grouped.records).to.have.length(1);
      expect(grouped.records[0]).to.deep.include({ attributes: { type: 'AggregateResult' }, Name: 'Shop', users: 1 });
      expect(grouped.records[0]?.expr0).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+\+0000$/);
    });
  });

  it('refuses a session that is not its own, over REST and SOAP', async () => {
    const stranger = await connect({ ...org, accessToken: '00D000000000000!no' });
    const errorName = async (request: () => Promise<unknown>): Promise<string | undefined> => {
      try {
        await request();
      } catch (error) {
        return (error as Error).name;
      }
      return undefined;
    };
    expect(await errorName(async () => stranger.query('SELECT Id FROM User'))).to.equal('INVALID_SESSION_ID');
    expect(await errorName(async () => stranger.metadata.describe())).to.equal('sf:INVALID_SESSION_ID');
  });
});
