import { expect } from 'chai';
import { checkMayDelete, planDeletion, type DeletionPlan } from '../../src/operations/deleteApp.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { CERTIFICATE } from '../support/certificate.js';
import { readConsumer } from '../support/consumer.js';
import { CALLBACK, startDeletionOrg, type DeletionOrg } from '../support/deletion.js';
import { create, failureOf, recordRun } from '../support/operations.js';
import { ALL, APP as PEEKLOGIC } from '../support/peeklogic.js';
import { asking } from '../support/readingOrg.js';
import { hidingTokens, type Interference } from '../support/recorder.js';
import { authorizeApp, refreshTokens } from '../support/vendor.js';
import { appOf, grantApp, setUp, useApp } from '../support/vendorApp.js';

const hidingProviders: Interference = ({ path }) =>
  path.includes('AuthProvider')
    ? {
        status: 400,
        body: '[{"errorCode":"INVALID_TYPE","message":"sObject type \'AuthProvider\' is not supported."}]',
      }
    : undefined;

describe('deleting an app that is in use', () => {
  let deletion: DeletionOrg;
  beforeEach(async () => {
    deletion = await startDeletionOrg();
  });
  afterEach(() => deletion.stop());

  const planFor = (name: string): Promise<DeletionPlan> =>
    planDeletion(deletion.run, { connection: deletion.connection, name: apiNameFromUser(name) });

  const refusal = async (name = 'Shop'): Promise<string> => {
    const error = await failureOf(deletion.remove(name));
    expect(await deletion.sent()).to.deep.equal([]);
    return `${error.name}: ${error.message}\n${error.actions?.join('\n')}`;
  };

  it('is refused for the users who have a token, and revokes it where it is done all the same', async () => {
    await deletion.make();
    const { org, connection } = deletion;
    await useApp(org, 'Shop', CALLBACK);
    const client = {
      ...(await readConsumer(connection, String((await deletion.find('Shop')).id))),
      callbackUrl: CALLBACK,
    };
    const tokens = await authorizeApp(org, client);
    deletion.recorder.requests.length = 0;
    expect(await refusal()).to.match(
      /^AppInUseError: .*\n {2}Users who have a token of it: 1; last used: 20\d\d-.*--in-use/s
    );
    const rehearsed = await deletion.remove('Shop', { dryRun: true });
    expect(rehearsed.nextSteps.join()).to.include('--in-use');
    const result = await deletion.remove('Shop', { evenInUse: true });
    expect(result.usedBy).to.deep.include({ inUse: 'yes', users: 1, mayBeMore: false });
    expect(await failureOf(refreshTokens(org, client, tokens.refresh_token ?? ''))).to.be.instanceOf(Error);
  });

  it('is refused for an Auth. Provider that has its key, and names it', async () => {
    await create(recordRun(), deletion.connection, ALL, { enableAccess: true });
    deletion.recorder.requests.length = 0;
    expect(await refusal(PEEKLOGIC))
      .to.include('AppInUseError')
      .and.include('key: Peeklogic_Salesforce.');
    expect((await planFor(PEEKLOGIC)).use).to.deep.include({ inUse: 'yes', authProviders: ['Peeklogic_Salesforce'] });
  });

  it('is not taken to be for a provider that has the key of another app', async () => {
    await create(recordRun(), deletion.connection, ALL, { enableAccess: true });
    await deletion.make();
    expect((await planFor('Shop')).use.inUse).to.equal('no');
  });

  it('is not taken to be for whom it is granted to, and tells of that', async () => {
    await deletion.make('Shop', { 'policies.permittedUsers': 'adminApproved', 'policies.profiles': ['Standard User'] });
    await grantApp(deletion.org, 'Shop', 'Report_Reader');
    expect((await planFor('Shop')).use).to.deep.include({
      inUse: 'no',
      profiles: ['Standard User'],
      permissionSets: ['Report_Reader'],
      areGrantsShown: true,
    });
  });

  const UNKNOWN: Array<[string, Interference, string]> = [
    ['shows its tokens to nobody', hidingTokens, 'Whether anybody has a token of it is not known'],
    [
      'shows the user no tokens of others',
      asking('PermissionsCustomizeApplication = true', 'PermissionsCustomizeApplication = false'),
      'Whether anybody has a token of it is not known',
    ],
    ['does not show its Auth. Providers', hidingProviders, 'Whether an Auth. Provider logs in'],
  ];
  for (const [what, interfere, told] of UNKNOWN) {
    it(`is taken to be where the org ${what}`, async () => {
      await deletion.make();
      deletion.recorder.interfere = interfere;
      expect(await refusal())
        .to.include('UseNotKnownError: Whether Shop is in use cannot be known')
        .and.include(told);
      expect((await planFor('Shop')).use.inUse).to.equal('notKnown');
      expect((await deletion.remove('Shop', { evenInUse: true })).state).to.equal('deleted');
    });
  }

  it('is taken to be where a flow leaves no token that tells of it', async () => {
    await deletion.make('Shop', { 'oauth.flows.jwtBearer.certificate': CERTIFICATE });
    expect(await refusal())
      .to.include('UseNotKnownError')
      .and.include('by these flows: jwtBearer');
  });

  it('is taken to be where tokens may be those of another app of its label', async () => {
    await deletion.make();
    await deletion.make('Twin', { label: 'Shop' });
    await useApp(deletion.org, 'Twin', CALLBACK);
    deletion.recorder.requests.length = 0;
    deletion.recorder.interfere = ({ path }) =>
      path.includes('OauthToken')
        ? {
            status: 200,
            body: '{"done":true,"records":[{"UserId":"005000000000001","LastUsedDate":null,"AppMenuItem":null}]}',
          }
        : undefined;
    expect(await refusal())
      .to.include('UseNotKnownError')
      .and.include('same label (Twin). Users who have one: 1');
  });

  it('says that there may be more users than the org shows', async () => {
    await deletion.make();
    await useApp(deletion.org, 'Shop', CALLBACK);
    deletion.recorder.requests.length = 0;
    deletion.recorder.interfere = UNKNOWN[1][1];
    expect(await refusal())
      .to.include('AppInUseError')
      .and.include('1 at least');
  });

  it('is no question of an app without OAuth', async () => {
    await setUp(deletion.connection, appOf('Plain', { label: 'Plain' }));
    deletion.recorder.requests.length = 0;
    deletion.recorder.interfere = hidingTokens;
    expect(await deletion.remove('Plain')).to.deep.include({ state: 'deleted', consumerKey: null });
  });

  it('is judged by whoever deletes many, before anybody is asked', async () => {
    await deletion.make('Shop', { 'oauth.flows.jwtBearer.certificate': CERTIFICATE });
    const plan = await planFor('Shop');
    expect(() => checkMayDelete(plan, false)).to.throw('cannot be known');
    expect(() => checkMayDelete(plan, true)).not.to.throw();
  });
});
