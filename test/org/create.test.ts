import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { readApps } from '../../src/org/apps.js';
import { connectTo, create, flag, recordRun, SENDSAFELY } from '../support/operations.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';

const APP = apiNameFromUser('SendSafely_Dropzone_Connector');

describe('setting up SendSafely', () => {
  let org: LocalOrg;
  afterEach(() => org.stop());

  const start = async (options: LocalOrgOptions, version?: string): Promise<Connection> => {
    org = await startLocalOrg({ deployTime: 0, ...options });
    return connectTo(org, version);
  };

  for (const [edition, host] of [
    ['production', 'login'],
    ['sandbox', 'test'],
  ] as const) {
    it(`takes the callback on ${host}.salesforce.com in a ${edition} org`, async () => {
      const connection = await start({ edition, policy: 'open' });
      await create(recordRun(), connection, SENDSAFELY);
      const [app] = await readApps(connection, APP);
      expect(app.definition.oauth?.callbackUrls).to.deep.equal([
        `https://${host}.salesforce.com/services/oauth2/success`,
      ]);
    });
  }

  it('makes the app just as the guide says where the org leaves the controls alone', async () => {
    const connection = await start({ policy: 'open' });
    const result = await create(recordRun(), connection, SENDSAFELY);
    expect(result.state).to.equal('created');
    expect(result.differences).to.deep.equal([]);
    const [{ definition, id, consumerKey }] = await readApps(connection, APP);
    expect(result).to.include({ name: APP, id, consumerKey });
    expect(definition.oauth?.scopes).to.deep.equal(['full', 'api', 'refresh_token']);
    expect(definition.oauth?.flows?.device).to.equal(true);
    expect(definition.oauth?.security).to.include({
      requireSecretForWebServerFlow: true,
      requireSecretForRefreshTokenFlow: false,
      requirePkce: false,
    });
    expect(definition.policies).to.deep.include({
      permittedUsers: 'adminApproved',
      refreshToken: 'validUntilRevoked',
      profiles: ['System Administrator'],
    });
  });

  for (const version of ['62.0', '66.0', '68.0']) {
    it(`lists what an enforcing org holds on to, over API ${version}`, async () => {
      const connection = await start({ policy: 'enforced' }, version);
      const { differences } = await create(recordRun(), connection, SENDSAFELY);
      const listed = differences.map(({ setting, requested, reason, matters }) => ({
        setting,
        requested,
        reason,
        matters,
      }));
      // Before API 66 no version shows the idle limit, so the policy looks as it was asked for.
      const isLimitVisible = version !== '62.0';
      expect(listed).to.deep.equal([
        { setting: 'oauth.security.requirePkce', requested: false, reason: 'enforced', matters: true },
        ...(isLimitVisible
          ? [{ setting: 'policies.refreshToken', requested: 'validUntilRevoked', reason: 'enforced', matters: true }]
          : []),
        { setting: 'oauth.security.rotateRefreshTokens', requested: null, reason: 'enforced', matters: false },
        ...(isLimitVisible
          ? [{ setting: 'oauth.security.limitIdleRefreshTokens', requested: null, reason: 'enforced', matters: false }]
          : []),
      ]);
    });
  }

  it('takes the contact email of the running user, and another where one is given', async () => {
    const connection = await start({});
    await create(recordRun(), connection, SENDSAFELY);
    const flags = [...SENDSAFELY.flags, flag('name', 'Other'), flag('contactEmail', 'owner@example.com')];
    await create(recordRun(), connection, { ...SENDSAFELY, flags });
    const apps = await readApps(connection);
    const me = await connection.query<{ Email: string }>(`SELECT Email FROM User WHERE Username = '${org.username}'`);
    expect(apps.map(({ name, definition }) => [name, definition.contactEmail])).to.deep.equal([
      ['Other', 'owner@example.com'],
      [APP, me.records[0].Email],
    ]);
  });

  it('rehearses without changing anything', async () => {
    const connection = await start({});
    const result = await create(recordRun(), connection, SENDSAFELY, { dryRun: true });
    expect(result).to.include({ state: 'validated', id: null, consumerKey: null });
    expect(result.deployId).to.match(/^0Af/);
    expect(await readApps(connection)).to.deep.equal([]);
  });

  it('names what the API version lacks, and does not send it', async () => {
    const connection = await start({ policy: 'open' }, '65.0');
    const flags = [...SENDSAFELY.flags, flag('oauth.security.refreshTokenIpAllowlist', ['192.0.2.1'])];
    const { differences } = await create(recordRun(), connection, { ...SENDSAFELY, flags });
    expect(differences).to.have.length(1);
    expect(differences[0]).to.include({
      setting: 'oauth.security.refreshTokenIpAllowlist',
      reason: 'unsupported',
      live: null,
      matters: true,
    });
  });

  it('warns of a callback URL on plain http, and of nobody who may use the app', async () => {
    const connection = await start({ policy: 'open' });
    const run = recordRun();
    const flags = [
      flag('label', 'Plain'),
      flag('oauth.callbackUrls', ['http://plain.example.com/cb', 'http://localhost/cb']),
      flag('oauth.scopes', ['api']),
    ];
    await create(run, connection, { parameters: [], flags });
    expect(run.warnings).to.have.length(1);
    expect(run.warnings[0]).to.include('http://plain.example.com/cb');
  });
});

describe('an app that exists already', () => {
  let org: LocalOrg;
  let connection: Connection;

  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    connection = await connectTo(org);
    await create(recordRun(), connection, SENDSAFELY);
  });
  after(() => org.stop());

  it('is left alone where it is as asked, whatever Salesforce enforces', async () => {
    const result = await create(recordRun(), connection, SENDSAFELY);
    expect(result).to.deep.include({ state: 'unchanged', deployId: null, components: [] });
    expect(result.id).to.match(/^0xI/);
    expect(result.differences.filter(({ matters }) => matters).map(({ setting }) => setting)).to.deep.equal([
      'oauth.security.requirePkce',
      'policies.refreshToken',
    ]);
  });

  it('is not changed where it differs, unless that is asked for', async () => {
    const flags = [...SENDSAFELY.flags, flag('policies.sessionTimeoutMinutes', 30)];
    const before = await readApps(connection, APP);
    const refused = await create(recordRun(), connection, { ...SENDSAFELY, flags }).catch(
      (error: unknown) => error as Error
    );
    expect(refused).to.include({ name: 'AppExistsError' });
    expect((refused as Error).message).to.include('policies.sessionTimeoutMinutes: it has nothing, asked for is 30');
    expect(await readApps(connection, APP)).to.deep.equal(before);
  });

  it('is changed in just the settings that differ', async () => {
    const flags = [...SENDSAFELY.flags, flag('policies.sessionTimeoutMinutes', 30)];
    const [before] = await readApps(connection, APP);
    const input = { ...SENDSAFELY, flags };
    const result = await create(recordRun(), connection, input, { updateExisting: true });
    expect(result.state).to.equal('updated');
    expect(result.components.map(({ type }) => type)).to.deep.equal(['ExtlClntAppOauthConfigurablePolicies']);
    const [after] = await readApps(connection, APP);
    expect(after.definition).to.deep.equal({
      ...before.definition,
      policies: { ...before.definition.policies, sessionTimeoutMinutes: 30 },
    });
    expect(after.consumerKey).to.equal(before.consumerKey);
  });

  it('says what a shorter list removes', async () => {
    const run = recordRun();
    const flags = [flag('policies.profiles', ['Standard User'])];
    await create(run, connection, { ...SENDSAFELY, flags }, { updateExisting: true });
    expect(run.warnings.join('\n')).to.include('policies.profiles').and.to.include('System Administrator');
  });

  it('gets all that OAuth needs where it had none', async () => {
    const bare = [flag('label', 'Bare')];
    await create(recordRun(), connection, { parameters: [], flags: bare });
    const callback = flag('oauth.callbackUrls', ['https://example.com/cb']);
    const input = { parameters: [], flags: [...bare, callback] };
    const { state } = await create(recordRun(), connection, input, { updateExisting: true });
    expect(state).to.equal('updated');
  });

  it('is found whatever the case of its name', async () => {
    const flags = [...SENDSAFELY.flags, flag('name', APP.toLowerCase())];
    const profiles = flag('policies.profiles', ['Standard User']);
    const input = { ...SENDSAFELY, flags: [...flags.slice(1), profiles] };
    const { name, state } = await create(recordRun(), connection, input);
    expect({ name, state }).to.deep.equal({ name: APP, state: 'unchanged' });
  });

  it('is not closed to everybody', async () => {
    const open = [
      flag('label', 'Open'),
      flag('oauth.callbackUrls', ['https://example.com/cb']),
      flag('oauth.scopes', ['api']),
    ];
    await create(recordRun(), connection, { parameters: [], flags: open });
    const closed = [...open, flag('policies.permittedUsers', 'adminApproved')];
    const refused = await create(
      recordRun(),
      connection,
      { parameters: [], flags: closed },
      { updateExisting: true }
    ).catch((error: unknown) => error as Error);
    expect(refused).to.include({ name: 'InvalidInputError' });
    expect((refused as Error).message).to.include('nobody could');
  });
});
