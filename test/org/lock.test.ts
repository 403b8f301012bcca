import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import type { LocalOrg, LocalOrgOptions } from '../../local-org/index.js';
import { failureOf, flag, recordRun } from '../support/operations.js';
import type { LiveApp } from '../../src/org/apps.js';
import { BY_HAND, CALLBACK, startLockOrg, type LockOrg } from '../support/lockOrg.js';
import { replaceInPackage } from '../support/packages.js';
import { hidingTokens, type Recorder } from '../support/recorder.js';
import { appOf, setUp, sinergify, SINERGIFY, SINERGIFY_CALLBACK, useApp, VENDOR_IP } from '../support/vendorApp.js';

describe('locking the security controls of an app', () => {
  let lockOrg: LockOrg;
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let plan: LockOrg['plan'];
  let lock: LockOrg['lock'];
  let readApp: LockOrg['readApp'];
  let sent: LockOrg['sent'];

  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    lockOrg = await startLockOrg(options);
    ({ org, recorder, connection, plan, lock, readApp, sent } = lockOrg);
  };
  afterEach(() => lockOrg.stop());

  describe('in an org that leaves them alone', () => {
    beforeEach(() => start({ policy: 'open' }));

    it('turns on what is missing, adds the addresses, and changes nothing else', async () => {
      await setUp(connection, appOf('By_Hand', BY_HAND));
      await useApp(org, 'By_Hand', CALLBACK);
      const before = await readApp('By_Hand');
      recorder.requests.length = 0;

      const run = recordRun();
      const result = await lock(await plan('By_Hand', { allowIps: [VENDOR_IP] }, run), run);
      expect(result).to.deep.include({ name: 'By_Hand', state: 'updated', ready: true, refusals: [], differences: [] });
      expect(result.controls.map(({ before: was, after: is }) => [was, is])).to.deep.equal([
        [false, true],
        [false, true],
        [false, true],
        [[], [{ start: VENDOR_IP, end: VENDOR_IP }]],
      ]);
      expect(result.evidence).to.deep.include({ hasIssuedTokens: true, users: 1 });
      expect(result.evidence.lastUsed).to.match(/^20\d\d-/);
      expect(run.lastStanding).to.equal(undefined);

      expect(await sent()).to.have.members([
        'By_Hand_glbloauth.ecaGlblOauth',
        'By_Hand_oauthSecurity.ecaOauthSecurity',
      ]);
      const after = await readApp('By_Hand');
      const rest = ({ components }: LiveApp): unknown[] =>
        components.filter(({ type }) => !/Global|Security/.test(type)).map(({ elements }) => elements);
      expect(rest(after)).to.deep.equal(rest(before));
      const switches = ['isPkceRequired', 'isRefreshTokenRotationEnabled', 'isEnforceRefreshTokenTTL'];
      const global = ({ components }: LiveApp): object => {
        const found = components.find(({ type }) => type === 'ExtlClntAppGlobalOauthSettings')?.elements ?? {};
        return Object.fromEntries(Object.entries(found).filter(([name]) => !switches.includes(name)));
      };
      expect(global(after)).to.deep.equal(global(before));
      expect(JSON.stringify(global(after))).to.include('MIICEDCC');
    });

    it('takes one deploy, and looks again at the app alone, right before it', async () => {
      await setUp(connection, appOf('By_Hand', BY_HAND));
      recorder.requests.length = 0;
      await lock(await plan('By_Hand', { allowIps: [VENDOR_IP], mustBeTested: false }));
      const kinds = recorder.requests
        .map(({ operation, path }) => operation ?? path.split('?')[0].split('/').at(-1) ?? '')
        .filter((kind) => !kind.startsWith('check'));
      // Read: the app's members, then their contents; the tokens beside who may see them, and which other apps have the
      // label; the app again; deploy; read back.
      const read = ['batch', 'retrieve'];
      expect(kinds).to.have.members([...read, 'query', 'batch', ...read, 'deploy', ...read]);
    });

    it('adds addresses and replaces none', async () => {
      await setUp(connection, appOf('By_Hand', BY_HAND));
      const kept = { start: '52.29.100.1', end: '52.29.100.1', description: 'EU' };
      await setUp(connection, appOf('By_Hand', { 'oauth.security.refreshTokenIpAllowlist': [kept] }));
      const { allowlist } = await lock(
        await plan('By_Hand', { allowIps: ['52.29.100.1', VENDOR_IP], mustBeTested: false })
      );
      expect(allowlist).to.deep.equal({
        ranges: [kept, { start: VENDOR_IP, end: VENDOR_IP }],
        addresses: 2,
        addressLimit: 256,
        rangeLimit: 128,
      });
    });

    it('finds out an org that quietly kept a value', async () => {
      await setUp(connection, appOf('By_Hand', BY_HAND));
      recorder.interfere = async ({ operation, body }) =>
        operation === 'deploy'
          ? { forward: await replaceInPackage(body, /<isPkceRequired>true/, '<isPkceRequired>false') }
          : undefined;
      const result = await lock(await plan('By_Hand', { allowIps: [VENDOR_IP], mustBeTested: false }));
      expect(result).to.include({ state: 'updated', ready: false });
      expect(result.differences.map(({ setting, requested, live }) => [setting, requested, live])).to.deep.equal([
        ['oauth.security.requirePkce', true, false],
      ]);
      expect(result.controls.map(({ ok }) => ok)).to.deep.equal([false, true, true, true]);
      expect(result.nextSteps.join()).to.include('Do not lock').and.not.to.include('Confirm.');
    });

    it('finds out an org that kept an address from the list', async () => {
      await setUp(connection, appOf('By_Hand', BY_HAND));
      const range = /<tokenIpRanges>(?:(?!<\/tokenIpRanges>)[\s\S])*52\.29\.100\.18[\s\S]*?<\/tokenIpRanges>/;
      recorder.interfere = async ({ operation, body }) =>
        operation === 'deploy' ? { forward: await replaceInPackage(body, range, '') } : undefined;
      const planned = await plan('By_Hand', { allowIps: [VENDOR_IP, '52.29.100.18'], mustBeTested: false });
      const { ready, differences } = await lock(planned);
      expect(ready).to.equal(false);
      expect(differences.map(({ setting }) => setting)).to.deep.equal(['oauth.security.refreshTokenIpAllowlist']);
    });

    it('does not do what was not shown: the app was changed while somebody read', async () => {
      await setUp(connection, appOf('By_Hand', BY_HAND));
      const planned = await plan('By_Hand', { allowIps: [VENDOR_IP], mustBeTested: false });
      await setUp(connection, appOf('By_Hand', { 'oauth.callbackUrls': ['https://other.example/oauth'] }));
      recorder.requests.length = 0;
      const error = await failureOf(lock(planned));
      expect(error.name).to.equal('ChangedMeanwhileError');
      expect(await sent()).to.deep.equal([]);
      expect((await readApp('By_Hand')).definition.oauth?.callbackUrls).to.deep.equal(['https://other.example/oauth']);
    });

    it('leaves alone what protects nothing that the vendor uses', async () => {
      const flags = [
        flag('policies.runAs', 'integration@local.org'),
        flag('oauth.callbackUrls', ['https://acme.example/oauth']),
      ];
      await setUp(connection, { template: 'service-board-sync', parameters: [], flags });
      const planned = await plan('Service_Board_Sync', { template: 'service-board-sync' });
      expect(planned).to.deep.include({ hasChanges: false, refusals: [] });
      const { ready, nextSteps } = await lock(planned);
      expect(ready).to.equal(false);
      expect(planned.warnings).to.deep.equal([]);
      expect(nextSteps.join()).to.include('nothing to lock');
    });

    it('warns, without a template, of what a change touches', async () => {
      await setUp(connection, appOf('By_Hand', BY_HAND));
      const { warnings } = await plan('By_Hand', { allowIps: [VENDOR_IP], mustBeTested: false });
      const [pkce, rotation, idle, evidence] = warnings;
      expect(pkce).to.match(/PKCE.* will be turned on: .*authorizationCode/);
      expect(rotation).to.match(/Rotation will be turned on/);
      expect(idle).to.match(/30 Days will be turned on/);
      expect(evidence).to.match(/Nothing shows that this app has ever issued a token/);
    });

    it('respects a guide that wants a control off', async () => {
      await setUp(connection, {
        template: 'sendsafely',
        parameters: [],
        flags: [flag('policies.profiles', ['System Administrator'])],
      });
      const name = 'SendSafely_Dropzone_Connector';
      const { refusals } = await plan(name, { template: 'sendsafely', mustBeTested: false });
      expect(refusals.map(({ where }) => where)).to.deep.equal(['--template']);
      expect(refusals[0].what).to.match(/guide of SendSafely.*PKCE.*expire as soon as it is generated/s);
    });
  });

  describe('in an org that enforces them', () => {
    beforeEach(() => start());

    it('has nothing to change in an app that has it all, and hands over to a person, in order', async () => {
      await setUp(connection, sinergify(VENDOR_IP));
      await useApp(org, SINERGIFY, SINERGIFY_CALLBACK);
      recorder.requests.length = 0;
      const result = await lock(await plan(SINERGIFY, { template: 'sinergify' }));
      expect(result).to.include({ state: 'unchanged', ready: true, deployId: null });
      expect(await sent()).to.deep.equal([]);
      expect(result.confirmUrl).to.match(/\/lightning\/setup\/ManageExternalClientApplication\/0xI\w+\/detail$/);
      const order = [
        /tick "Enforce Refresh Token IP Allowlist"/,
        /Test the integration/,
        /Review Controls/,
        /Press Confirm/,
        /allowlist add/,
      ];
      expect(result.nextSteps).to.have.length(order.length);
      order.forEach((step, index) => expect(result.nextSteps[index]).to.match(step));
    });

    it('changes nothing the second time', async () => {
      await setUp(connection, sinergify());
      const options = { template: 'sinergify', allowIps: [VENDOR_IP], mustBeTested: false };
      expect((await lock(await plan(SINERGIFY, options))).state).to.equal('updated');
      recorder.requests.length = 0;
      expect((await lock(await plan(SINERGIFY, options))).state).to.equal('unchanged');
      expect(await sent()).to.deep.equal([]);
    });

    it('asks for evidence, and takes no token of another app of the same label for it', async () => {
      await setUp(connection, sinergify(VENDOR_IP));
      const settings = { label: 'Sinergify Connected App', 'oauth.callbackUrls': [CALLBACK], 'oauth.scopes': ['api'] };
      await setUp(connection, appOf('Twin', settings));
      await useApp(org, 'Twin', CALLBACK);
      const untested = await plan(SINERGIFY);
      expect(untested.evidence).to.deep.equal({
        hasIssuedTokens: false,
        users: 0,
        lastUsed: null,
        sharedWith: [],
        traceless: [],
        provedBy: [],
      });
      expect(untested.refusals.map(({ where }) => where)).to.deep.equal(['--untested']);
      await useApp(org, SINERGIFY, SINERGIFY_CALLBACK);
      expect((await plan(SINERGIFY)).refusals).to.deep.equal([]);
    });

    it('takes no token for evidence that may be that of another app of the same label', async () => {
      const settings = { label: 'Sinergify Connected App', 'oauth.callbackUrls': [CALLBACK], 'oauth.scopes': ['api'] };
      await setUp(connection, appOf('Twin', settings));
      await setUp(connection, sinergify(VENDOR_IP));
      await useApp(org, 'Twin', CALLBACK);
      // An org need not say of a token whose it is.
      recorder.interfere = ({ path }) =>
        path.includes('OauthToken')
          ? {
              status: 200,
              body: JSON.stringify({ done: true, records: [{ UserId: '005', LastUsedDate: null, AppMenuItem: null }] }),
            }
          : undefined;
      const { evidence, refusals, warnings } = await plan(SINERGIFY);
      expect(evidence).to.deep.include({ hasIssuedTokens: null, users: 1, sharedWith: ['Twin'] });
      expect(refusals.map(({ what }) => what).join()).to.include('Twin');
      expect(warnings.join()).to.include('Twin');
      const alone = await plan('Twin', {}, recordRun());
      expect(alone.evidence.sharedWith).to.deep.equal([SINERGIFY]);
    });

    it('says so where the org does not show its tokens', async () => {
      await setUp(connection, sinergify(VENDOR_IP));
      recorder.interfere = hidingTokens;
      const { evidence, warnings, refusals } = await plan(SINERGIFY);
      expect(evidence.hasIssuedTokens).to.equal(null);
      expect(warnings.join()).to.include('Customize Application');
      expect(refusals.map(({ where }) => where)).to.deep.equal(['--untested']);
    });

    it('names everything at once that speaks against it', async () => {
      await setUp(connection, sinergify('203.0.113.20'));
      await setUp(connection, appOf(SINERGIFY, { 'policies.enabled': false }));
      const { refusals } = await plan(SINERGIFY, { template: 'no-such', allowIps: ['52.29.100.9-52.29.100.1'] });
      expect(refusals.map(({ where }) => where)).to.deep.equal([
        '--template',
        '--allow-ip 52.29.100.9-52.29.100.1',
        'oauth.security.refreshTokenIpAllowlist',
        'policies.enabled',
        '--untested',
      ]);
    });

    it('refuses an API version that has not all of the settings', async () => {
      await setUp(connection, sinergify(VENDOR_IP));
      await lockOrg.use('65.0');
      const { refusals, controls } = await plan(SINERGIFY, { mustBeTested: false });
      expect(refusals.map(({ where }) => where)).to.deep.equal(['--api-version']);
      expect(controls).to.have.length(4);
    });

    it('tells what is wrong in itself even if the org does not answer', async () => {
      recorder.interfere = () => 'expired';
      const error = await failureOf(plan(SINERGIFY, { allowIps: ['nothing'] }));
      expect(error).to.include({ name: 'InvalidInputError' });
    });
  });
});
