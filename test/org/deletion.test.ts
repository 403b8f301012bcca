import { expect } from 'chai';
import { restore, stub } from 'sinon';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { deleteApp, planDeletion, type DeletionPlan } from '../../src/operations/deleteApp.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { CALLBACK, startDeletionOrg, type DeletionOrg } from '../support/deletion.js';
import { failureOf, recordRun } from '../support/operations.js';
import { useApp } from '../support/vendorApp.js';

const MEMBERS = ['Shop', 'Shop_glbloauth', 'Shop_oauth', 'Shop_plcy', 'Shop_oauthPlcy'];

describe('deleting an app', () => {
  let deletion: DeletionOrg;
  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    deletion = await startDeletionOrg(options);
  };
  afterEach(() => deletion.stop());

  const planFor = (name: string): Promise<DeletionPlan> =>
    planDeletion(deletion.run, { connection: deletion.connection, name: apiNameFromUser(name) });

  describe('that nobody uses', () => {
    beforeEach(async () => {
      await start();
      await deletion.make('Other');
      await deletion.make();
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
      await deletion.make('Shop', { 'policies.sessionTimeoutMinutes': 15 });
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
    await deletion.make();
    expect(await deletion.remove('nova__Shop')).to.deep.include({ name: 'Shop', state: 'deleted', leftBehind: [] });
    expect(await deletion.apps()).to.deep.equal([]);
  });

  it('goes on in several orgs at once, each by itself', async () => {
    await start();
    const other = await startDeletionOrg({ domain: 'other.org' });
    await Promise.all([deletion.make(), other.make()]);
    const results = await Promise.all([deletion.remove('Shop'), other.remove('Shop')]).finally(() => other.stop());
    expect(results.map(({ state }) => state)).to.deep.equal(['deleted', 'deleted']);
  });
});
