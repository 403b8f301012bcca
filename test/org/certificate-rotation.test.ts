import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { testApp, type AppTest } from '../../src/operations/appTest.js';
import { rotateCertificate, type RotatedCertificate } from '../../src/operations/rotateCertificate.js';
import { readApps } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { CERTIFICATE } from '../support/certificate.js';
import { connectTo, create, failureOf, flag, recordRun } from '../support/operations.js';
import { SIGNING_CERTIFICATE, SIGNING_KEY } from '../support/signingKey.js';

const NAME = apiNameFromUser('CI_Login');

describe('rotating the certificate of an app', () => {
  let org: LocalOrg;
  let connection: Connection;

  beforeEach(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    connection = await connectTo(org);
    await create(recordRun(), connection, {
      parameters: [],
      flags: [
        ...[flag('name', NAME), flag('label', 'CI Login'), flag('oauth.callbackUrls', ['https://a.example/cb'])],
        ...[flag('oauth.scopes', ['api', 'refresh_token']), flag('oauth.flows.jwtBearer.certificate', CERTIFICATE)],
        ...[flag('policies.permittedUsers', 'adminApproved'), flag('policies.profiles', ['System Administrator'])],
      ],
    });
  });
  afterEach(() => org.stop());

  const rotate = (
    text: string,
    more: { dryRun?: boolean; name?: string; certificate?: string } = {}
  ): Promise<RotatedCertificate> =>
    rotateCertificate(recordRun(), {
      connection,
      name: apiNameFromUser(more.name ?? NAME),
      certificate: more.certificate ?? 'new.crt',
      readText: () => Promise.resolve(text),
      dryRun: more.dryRun ?? false,
      waitMs: 60_000,
    });
  const logIn = (): Promise<AppTest> =>
    testApp(recordRun(), {
      connection,
      name: NAME,
      flows: ['jwtBearer'],
      waitMs: 0,
      enableAccess: false,
      jwt: { privateKey: SIGNING_KEY, username: org.username },
    });

  it('lets the new key log in, and leaves the rest of the app as it is', async () => {
    const [failed] = (await logIn()).flows;
    expect(failed).to.deep.include({ state: 'failed' });
    expect(failed.cause).to.include('does not accept the signed assertion');
    const before = (await readApps(connection))[0].definition;
    const result = await rotate(`${SIGNING_KEY}\n${SIGNING_CERTIFICATE}`);
    expect(result.state).to.equal('updated');
    expect(result.before?.validTo).to.match(/^2027-11-24/);
    expect(result.after.fingerprint).to.match(/^([\dA-F]{2}:){31}[\dA-F]{2}$/);
    const after = (await readApps(connection))[0].definition;
    expect(after.oauth?.flows?.jwtBearer?.certificate).not.to.include('PRIVATE KEY');
    after.oauth!.flows!.jwtBearer = before.oauth?.flows?.jwtBearer;
    expect(after).to.deep.equal(before);
    const { state, flows } = await logIn();
    expect(state).to.equal('passed');
    expect(flows[0].steps.map(({ step }) => step)).to.deep.equal(['token', 'identity', 'scopes', 'api']);
  });

  it('sends nothing where the app has it already, or it is only rehearsed', async () => {
    expect((await rotate(CERTIFICATE)).state).to.equal('unchanged');
    expect((await rotate(SIGNING_CERTIFICATE, { dryRun: true })).state).to.equal('validated');
    expect((await readApps(connection))[0].definition.oauth?.flows?.jwtBearer?.certificate).to.include('MIICEDCCAXmg');
  });

  it('refuses what is no certificate, without repeating it', async () => {
    for (const text of ['', 'hunter2', SIGNING_KEY]) {
      const error = await failureOf(rotate(text));
      expect(error.message).to.include('certificate');
      expect(error.message).not.to.include('hunter2').and.not.include('PRIVATE');
    }
  });

  it('takes the text of a certificate for one, and repeats nothing that may be a key', async () => {
    expect((await rotate('', { certificate: SIGNING_CERTIFICATE, dryRun: true })).state).to.equal('validated');
    const error = await failureOf(rotate('', { certificate: SIGNING_KEY }));
    expect(JSON.stringify([error.message, error.data])).not.to.include('PRIVATE');
  });

  it('refuses an app without OAuth', async () => {
    await create(recordRun(), connection, { parameters: [], flags: [flag('name', 'Plain'), flag('label', 'Plain')] });
    expect((await failureOf(rotate(SIGNING_CERTIFICATE, { name: 'Plain' }))).name).to.equal('NoOauthError');
  });
});
