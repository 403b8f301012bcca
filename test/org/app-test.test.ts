import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import { testApp, type AppTest, type TestOptions } from '../../src/operations/appTest.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import type { AppInput } from '../../src/operations/request.js';
import { readApps } from '../../src/org/apps.js';
import { readAppSettings } from '../../src/org/secretAccess.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import type { DeviceCode } from '../../src/oauth/client.js';
import { PlainBrowser } from '../support/browser.js';
import { create, failureOf, flag, recordRun, type RecordedRun } from '../support/operations.js';
import { readConsumer } from '../support/consumer.js';
import { type Fault, type Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const NAME = apiNameFromUser('Billing');

const CALLBACK = 'https://billing.example.com/oauth';

describe('testing the logins of an app', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let run: RecordedRun;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
    await switchAccess(recordRun(), connection, await readAppSettings(connection), true);
    run = recordRun();
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const setUp = async (...flags: AppInput['flags']): Promise<void> => {
    const base = [
      flag('name', NAME),
      flag('label', 'Billing'),
      flag('oauth.callbackUrls', [CALLBACK]),
      flag('oauth.scopes', ['api', 'refresh_token']),
    ];
    const all = [...base.filter(({ path }) => !flags.some((other) => other.path === path)), ...flags];
    await create(recordRun(), connection, { parameters: [], flags: all });
  };
  const test = (more: Partial<TestOptions> = {}): Promise<AppTest> =>
    testApp(run, { connection, name: NAME, waitMs: 0, enableAccess: false, ...more });
  const RUN_AS = flag('policies.runAs', 'integration@local.org');
  const revoked = (): number => recorder.requests.filter(({ path }) => path.includes('/oauth2/revoke')).length;

  it('logs in by client credentials, and says who it runs as', async () => {
    await setUp(RUN_AS);
    const { state, flows } = await test();
    expect(flows.map(({ flow, state: of }) => `${flow} ${of}`)).to.deep.equal([
      'authorizationCode passed',
      'clientCredentials passed',
    ]);
    expect(state).to.equal('passed');
    const [, { steps }] = flows;
    expect(steps.map(({ step }) => step)).to.deep.equal(['token', 'identity', 'scopes', 'api']);
    expect(steps[1].detail).to.equal('integration@local.org');
    expect(revoked()).to.equal(1);
  });

  it('asks of each callback URL what a browser would be shown, without the secret', async () => {
    await setUp(flag('oauth.callbackUrls', [CALLBACK, 'https://other.example/cb']));
    const { flows } = await test();
    expect(flows[0].steps.map(({ detail }) => detail)).to.deep.equal([CALLBACK, 'https://other.example/cb']);
    expect(recorder.requests.filter(({ path }) => path.includes('/credentials/'))).to.deep.equal([]);
  });

  const WRONG: Array<
    [what: string, flags: AppInput['flags'], options: Partial<TestOptions>, code: string, remedy: RegExp]
  > = [
    [
      'another callback URL',
      [],
      { callbackUrl: 'https://billing.example.com/oauth2' },
      'redirect_uri_mismatch',
      /create --name Billing --callback-url https:\/\/billing.example.com\/oauth --callback-url https:\/\/billing.example.com\/oauth2 --update-existing/,
    ],
    [
      'a scope that it lacks',
      [],
      { scopes: ['web'] },
      'invalid_scope',
      /--scope api --scope refresh_token --scope web --update/,
    ],
    ['no code challenge', [], { withPkce: false }, 'invalid_request', /send a code challenge/],
    [
      'a wrong secret',
      [RUN_AS],
      { flows: ['clientCredentials'], credentials: { consumerSecret: 'no-such-secret' } },
      'invalid_client',
      /get-credentials --name Billing/,
    ],
    [
      'no user to run as',
      [],
      { flows: ['clientCredentials'] },
      'invalid_grant',
      /flows: \{ clientCredentials: true \}/,
    ],
    ['a switched-off app', [flag('policies.enabled', false)], {}, 'OAUTH_APP_BLOCKED', /policies: \{ enabled: true \}/],
  ];
  for (const [what, flags, options, code, remedy] of WRONG) {
    it(`names what mends it: ${what}`, async () => {
      await setUp(...flags);
      const { state, flows } = await test(options);
      expect(state).to.be.oneOf(['failed', 'notLive']);
      const { error, cause, remedy: named } = flows[0];
      expect(error?.code).to.equal(code);
      expect(cause).to.be.a('string').and.not.include('%s');
      expect(named).to.match(remedy);
    });
  }

  it('waits for a new app to be live, and says so', async () => {
    await setUp(RUN_AS);
    let refusals = 2;
    const body = '{"error":"invalid_client_id","error_description":"client identifier invalid"}';
    recorder.interfere = ({ path }) =>
      path.includes('/oauth2/token') && refusals-- > 0 ? { status: 400, body } : undefined;
    const { state } = await test({ flows: ['clientCredentials'], waitMs: 60_000 });
    expect(state).to.equal('passed');
    expect(run.statuses.join()).to.include('waiting for Billing to be live');
  });

  it('tells an app that is not live yet from one that is set up wrongly', async () => {
    await setUp(RUN_AS);
    const body = '{"error":"invalid_client_id","error_description":"client identifier invalid"}';
    recorder.interfere = ({ path }) => (path.includes('/oauth2/token') ? { status: 400, body } : undefined);
    const { state, flows } = await test({ flows: ['clientCredentials'] });
    expect(state).to.equal('notLive');
    expect(flows[0].remedy).to.include('sf eca test --name Billing --flow clientCredentials --wait 30');
    const other = await test({
      flows: ['clientCredentials'],
      waitMs: 60_000,
      credentials: { consumerKey: '3MVGother', consumerSecret: 'x' },
    });
    expect(other.state).to.equal('failed');
  });

  it('shows the org key and secret also where only a person could log in', async () => {
    await setUp();
    const [{ key, secret }] = [await readConsumer(connection, String((await readApps(connection))[0].id))].map(
      ({ consumerKey, consumerSecret }) => ({ key: consumerKey, secret: consumerSecret })
    );
    const right = await test({ credentials: { consumerKey: key, consumerSecret: secret } });
    expect(right.flows[0].steps.map(({ step }) => step)).to.deep.equal(['authorize', 'secret']);
    const wrong = await test({ credentials: { consumerKey: key, consumerSecret: 'no-such-secret' } });
    expect([wrong.state, wrong.flows[0].error?.code]).to.deep.equal(['failed', 'invalid_client']);
  });

  it('takes the credentials of another app for no proof, though they log in', async () => {
    await setUp(RUN_AS);
    recorder.requests.length = 0;
    const { state, flows } = await test({ credentials: { consumerKey: '3MVGother', consumerSecret: 'x' } });
    expect(state).to.equal('failed');
    expect(flows[0].cause).to.include('is not the one of Billing');
    expect(recorder.requests.some(({ path }) => /oauth2\/(authorize|token)/.test(path))).to.equal(false);
  });

  const PAGES: Array<[string, Fault]> = [
    [
      'a page about maintenance',
      { status: 200, contentType: 'text/html', body: '<title>Down for maintenance</title>' },
    ],
    ['a login page of somebody else', { status: 302, body: '', location: 'https://captive.portal.example/login' }],
    ['an address that is none', { status: 302, body: '', location: 'http://' }],
  ];
  for (const [what, fault] of PAGES) {
    it(`takes ${what} for no login page of the org`, async () => {
      await setUp();
      recorder.interfere = ({ path }) => (path.includes('/authorize') ? fault : undefined);
      const { state, flows } = await test();
      expect(state).to.equal('failed');
      expect(flows[0].cause).to.include('no login page of the org');
    });
  }

  it('says where a token could not be given back', async () => {
    await setUp(RUN_AS);
    recorder.interfere = ({ path }) => (path.includes('/revoke') ? { status: 503, body: '' } : undefined);
    expect((await test({ flows: ['clientCredentials'] })).state).to.equal('passed');
    expect(run.warnings.join()).to.include('could not be given back');
  });

  it('says what cannot be tried from here', async () => {
    await setUp();
    const { state, flows } = await test({ flows: ['jwtBearer', 'tokenExchange'] });
    expect(state).to.equal('untested');
    expect(flows.map(({ cause }) => cause)[0]).to.include('--jwt-key-file');
  });

  it('logs a person in by a browser, refreshes, and sees the former refresh token die', async () => {
    const callback = 'http://localhost:47117/cb';
    await setUp(flag('oauth.callbackUrls', [callback]));
    const openBrowser = async (url: string): Promise<void> => {
      const answer = await fetch(url, { redirect: 'manual', headers: { cookie: `sid=${org.accessToken}` } });
      await fetch(String(answer.headers.get('location')));
    };
    const { state, flows } = await test({ openBrowser, waitMs: 20_000 });
    expect(flows[0].steps.map(({ step, ok }) => `${step} ${ok}`)).to.deep.equal([
      'authorize true',
      'login true',
      'token true',
      'identity true',
      'scopes true',
      'api true',
      'refresh true',
      'rotation true',
    ]);
    expect(state).to.equal('passed');
  });

  it('logs a person in by a device, as the pages of the org have it', async () => {
    await setUp(flag('oauth.flows.device', true));
    const showDevice = ({ userCode, verificationUrl }: DeviceCode): void => void allowDevice(userCode, verificationUrl);
    const allowDevice = async (userCode: string, verificationUrl: string): Promise<void> => {
      const browser = new PlainBrowser();
      const page = await browser.logIn(await browser.open(`${verificationUrl}?user_code=${userCode}`), org.username);
      await browser.submit(await browser.submit(page, 'Connect').catch(() => page), 'Allow');
    };
    const { flows } = await test({ flows: ['device'], showDevice, waitMs: 30_000 });
    expect(flows[0].steps.map(({ step, ok }) => `${step} ${ok}`)).to.deep.equal([
      'deviceCode true',
      'login true',
      'identity true',
      'scopes true',
      'api true',
      'refresh true',
      'rotation true',
    ]);
  }).timeout(40_000);

  it('is of no use for an app without OAuth', async () => {
    await create(recordRun(), connection, { parameters: [], flags: [flag('name', 'Plain'), flag('label', 'Plain')] });
    const error = await failureOf(test({ name: apiNameFromUser('Plain') }));
    expect(error.name).to.equal('NoConsumerError');
  });
});
