import { expect } from 'chai';
import { restore, stub } from 'sinon';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { checkMayDelete, deleteApp, planDeletion, type DeletionPlan } from '../../src/operations/deleteApp.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { create, failureOf, recordRun } from '../support/operations.js';
import { readConsumer } from '../support/consumer.js';
import { startDeletionOrg, type DeletionOrg } from '../support/deletion.js';
import { ALL, APP as PEEKLOGIC } from '../support/peeklogic.js';
import { asking } from '../support/readingOrg.js';
import { hidingTokens, type Interference } from '../support/recorder.js';
import { appOf, grantApp, setUp, useApp } from '../support/vendorApp.js';
import { authorizeApp, refreshTokens } from '../support/vendor.js';
import { CERTIFICATE } from '../support/certificate.js';

const CALLBACK = 'https://shop.example/callback';
const SHOP = {
  label: 'Shop',
  'oauth.callbackUrls': [CALLBACK],
  'oauth.scopes': ['api', 'refresh_token'],
  'policies.permittedUsers': 'allSelfAuthorized',
};

const MEMBERS = ['Shop', 'Shop_glbloauth', 'Shop_oauth', 'Shop_plcy', 'Shop_oauthPlcy'];

const hidingProviders: Interference = ({ path }) =>
  path.includes('AuthProvider')
    ? {
        status: 400,
        body: '[{"errorCode":"INVALID_TYPE","message":"sObject type \'AuthProvider\' is not supported."}]',
      }
    : undefined;

describe('deleting an app', () => {
  let deletion: DeletionOrg;
  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    deletion = await startDeletionOrg(options);
  };
  afterEach(() => deletion.stop());

  const make = async (name = 'Shop', more: Parameters<typeof appOf>[1] = {}): Promise<void> => {
    await setUp(deletion.connection, appOf(name, { ...SHOP, label: name, ...more }));
    deletion.recorder.requests.length = 0;
  };
  const planFor = (name: string): Promise<DeletionPlan> =>
    planDeletion(deletion.run, { connection: deletion.connection, name: apiNameFromUser(name) });

  describe('that nobody uses', () => {
    beforeEach(async () => {
      await start();
      await make('Other');
      await make();
    });

    it('rehearses it, deletes it with all that it is made of, and touches no other', async () => {
      const { id, consumerKey } = await deletion.find('Shop');
      const result = await deletion.remove('shop');
      expect(result).to.deep.include({
        name: 'Shop',
        state: 'deleted',
        id,
        consumerKey,
        leftBehind: [],
        nextSteps: [],
      });
      expect(result.deployId).to.match(/^0Af/);
      expect(result.usedBy).to.deep.include({ inUse: 'no', users: 0, authProviders: [], reasons: [] });
      expect(result.components.map(({ fullName }) => fullName)).to.deep.equal(MEMBERS);
      expect(await deletion.sent()).to.deep.equal([
        { isRehearsal: true, doomed: ['Shop'] },
        { isRehearsal: false, doomed: ['Shop'] },
      ]);
      expect(await deletion.apps()).to.deep.equal(['Other']);
      expect(deletion.run.lastStanding).to.equal(undefined);
    });

    it('asks the org for no more than it takes', async () => {
      await deletion.connection.retrieveMaxApiVersion();
      deletion.recorder.requests.length = 0;
      await deletion.remove('Shop');
      const kinds = deletion.recorder.requests
        .map(({ operation, path }) => operation ?? path.split('?')[0].split('/').at(-1))
        .filter((kind) => !kind?.startsWith('check'));
      // Providers, the app; tokens and who sees them; rehearsal, deletion, a look.
      expect(kinds.sort()).to.deep.equal(
        ['query', 'batch', 'retrieve', 'batch', 'query', 'deploy', 'deploy', 'retrieve'].sort()
      );
    });

    it('only rehearses where no more is asked for', async () => {
      const result = await deletion.remove('Shop', { dryRun: true });
      expect(result).to.include({ state: 'validated' });
      expect(result.nextSteps.join()).to.include('without --dry-run').and.not.include('--in-use');
      expect(await deletion.sent()).to.deep.equal([{ isRehearsal: true, doomed: ['Shop'] }]);
      expect(await deletion.apps()).to.deep.equal(['Other', 'Shop']);
    });

    it('of an app that there is not names the one that was probably meant', async () => {
      const error = await failureOf(deletion.remove('Shup'));
      expect(error.name).to.equal('AppNotFoundError');
      expect(error.actions?.join()).to.include('Did you mean Shop?');
      await deletion.remove('Shop');
      expect((await failureOf(deletion.remove('Shop'))).name).to.equal('AppNotFoundError');
    });

    it('leaves one alone that was changed after it was shown', async () => {
      const plan = await planFor('Shop');
      await make('Shop', { 'policies.sessionTimeoutMinutes': 15 });
      const now = Date.now.bind(Date);
      stub(Date, 'now').callsFake(() => now() + 5000);
      const options = { connection: deletion.connection, waitMs: 60_000, dryRun: false, evenInUse: false };
      const error = await failureOf(deleteApp(recordRun(), plan, options).finally(restore));
      expect(error.name).to.equal('ChangedMeanwhileError');
      expect(await deletion.sent()).to.deep.equal([]);
    });

    it('does not delete what somebody began to use while it was thought over', async () => {
      const plan = await planFor('Shop');
      await useApp(deletion.org, 'Shop', CALLBACK);
      const now = Date.now.bind(Date);
      stub(Date, 'now').callsFake(() => now() + 5000);
      const options = { connection: deletion.connection, waitMs: 60_000, dryRun: false, evenInUse: false };
      const error = await failureOf(deleteApp(recordRun(), plan, options).finally(restore));
      expect(error.name).to.equal('AppInUseError');
      expect(await deletion.apps()).to.include('Shop');
    });

    it('does it once where two do it at once', async () => {
      const results = await Promise.all([
        deletion.remove('Shop', {}, recordRun()),
        deletion.remove('Shop', {}, recordRun()),
      ]);
      expect(results.map(({ state }) => state)).to.deep.equal(['deleted', 'deleted']);
      expect((await deletion.sent()).filter(({ isRehearsal }) => !isRehearsal)).to.have.length(1);
    });

    it('is not done where sf itself is logged in through it', async () => {
      const { consumerKey } = await deletion.find('Shop');
      stub(deletion.connection, 'getAuthInfoFields').returns({ clientId: String(consumerKey) });
      expect((await failureOf(deletion.remove('Shop', { evenInUse: true }))).name).to.equal('OwnAppError');
    });
  });

  describe('that is in use', () => {
    beforeEach(() => start());
    afterEach(() => restore());

    const refusal = async (name = 'Shop'): Promise<string> => {
      const error = await failureOf(deletion.remove(name));
      expect(await deletion.sent()).to.deep.equal([]);
      return `${error.name}: ${error.message}\n${error.actions?.join('\n')}`;
    };

    it('is refused for the users who have a token, and revokes it where it is done all the same', async () => {
      await make();
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
      await make();
      expect((await planFor('Shop')).use.inUse).to.equal('no');
    });

    it('is not taken to be for whom it is granted to, and tells of that', async () => {
      await make('Shop', { 'policies.permittedUsers': 'adminApproved', 'policies.profiles': ['Standard User'] });
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
        await make();
        deletion.recorder.interfere = interfere;
        expect(await refusal())
          .to.include('UseNotKnownError: Whether Shop is in use cannot be known')
          .and.include(told);
        expect((await planFor('Shop')).use.inUse).to.equal('notKnown');
        expect((await deletion.remove('Shop', { evenInUse: true })).state).to.equal('deleted');
      });
    }

    it('is taken to be where a flow leaves no token that tells of it', async () => {
      await make('Shop', { 'oauth.flows.jwtBearer.certificate': CERTIFICATE });
      expect(await refusal())
        .to.include('UseNotKnownError')
        .and.include('by these flows: jwtBearer');
    });

    it('is taken to be where tokens may be those of another app of its label', async () => {
      await make();
      await make('Twin', { label: 'Shop' });
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
      await make();
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
      await make('Shop', { 'oauth.flows.jwtBearer.certificate': CERTIFICATE });
      const plan = await planFor('Shop');
      expect(() => checkMayDelete(plan, false)).to.throw('cannot be known');
      expect(() => checkMayDelete(plan, true)).not.to.throw();
    });
  });

  it('from a package is refused, with what to do instead', async () => {
    await start({ installed: ['acme__Shop'] });
    const error = await failureOf(deletion.remove('Shop', { evenInUse: true, dryRun: true }));
    expect(error.name).to.equal('InstalledError');
    expect(error.message).to.include('acme__Shop').and.include('name space acme');
    expect(error.actions?.join()).to.include('sf package uninstall').and.include('/detail');
    expect(await deletion.sent()).to.deep.equal([]);
  });

  it('of an org that owns a name space deletes it under its own name', async () => {
    await start({ namespace: 'nova' });
    await make();
    expect(await deletion.remove('nova__Shop')).to.deep.include({ name: 'Shop', state: 'deleted', leftBehind: [] });
    expect(await deletion.apps()).to.deep.equal([]);
  });

  it('goes on in several orgs at once, each by itself', async () => {
    await start();
    const other = await startDeletionOrg({ domain: 'other.org' });
    await Promise.all([make(), setUp(other.connection, appOf('Shop', SHOP))]);
    const results = await Promise.all([deletion.remove('Shop'), other.remove('Shop')]).finally(() => other.stop());
    expect(results.map(({ state }) => state)).to.deep.equal(['deleted', 'deleted']);
  });
});
