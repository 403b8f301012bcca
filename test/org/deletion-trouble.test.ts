import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { restore, stub } from 'sinon';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { deleteApp, planDeletion, type DeletionPlan } from '../../src/operations/deleteApp.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { atDeletion, refusingDeletion, startDeletionOrg, type DeletionOrg } from '../support/deletion.js';
import { failureOf, recordRun } from '../support/operations.js';

const REST = ['Shop_glbloauth', 'Shop_oauth', 'Shop_plcy', 'Shop_oauthPlcy'];

describe('deleting an app, where something comes in between', () => {
  let deletion: DeletionOrg;
  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    deletion = await startDeletionOrg(options);
    await deletion.make();
  };
  afterEach(async () => {
    restore();
    await deletion.stop();
  });

  const plan = (): Promise<DeletionPlan> =>
    planDeletion(recordRun(), { connection: deletion.connection, name: apiNameFromUser('Shop') });
  const names = (members: Array<{ fullName: string }>): string[] => members.map(({ fullName }) => fullName);
  const quirks = ['deletion-leaves-nothing'] as const;

  describe('in an org that leaves components behind', () => {
    beforeEach(() => start({ quirks }));

    it('deletes them as well, once it has seen them', async () => {
      const result = await deletion.remove('Shop');
      expect(result).to.deep.include({ state: 'deleted', leftBehind: [], nextSteps: [] });
      expect(names(result.components)).to.deep.equal(['Shop', ...REST]);
      const [, , rest] = await deletion.sent();
      expect(rest.isRehearsal).to.equal(false);
      expect(rest.doomed).to.have.members(REST);
      expect(deletion.run.notes.join()).to.include('left components of it behind').and.include('Shop_oauthPlcy');
      expect(await deletion.apps()).to.deep.equal([]);
    });

    it('names those that it keeps: the app is gone all the same', async () => {
      deletion.recorder.interfere = refusingDeletion('It is in use elsewhere.', 2);
      const result = await deletion.remove('Shop');
      expect(result.state).to.equal('deleted');
      expect(names(result.leftBehind)).to.have.members(REST);
      expect(names(result.components)).to.deep.equal(['Shop']);
      expect(result.nextSteps.join()).to.include('what is left of Shop');
      expect(deletion.run.warnings.join()).to.include('It is in use elsewhere.');
    });

    it('goes on with them the next time, where it was cut off, and deletes no app of that name', async () => {
      deletion.recorder.interfere = atDeletion('reset', 2);
      await failureOf(deletion.remove('Shop'));
      expect(deletion.run.lastStanding).to.include('Shop is deleted').and.include('Running the same command again');
      deletion.recorder.interfere = () => undefined;
      deletion.recorder.requests.length = 0;
      const left = await plan();
      expect(left).to.include({ isRemnant: true });
      const result = await deletion.remove('shop', {}, recordRun());
      expect(result).to.deep.include({ state: 'deleted', id: null, leftBehind: [] });
      expect((await deletion.sent()).map(({ doomed }) => [...doomed].sort())).to.deep.equal([
        [...REST].sort(),
        [...REST].sort(),
      ]);
      expect((await failureOf(deletion.remove('Shop'))).name).to.equal('AppNotFoundError');

      await deletion.make();
      const now = Date.now.bind(Date);
      stub(Date, 'now').callsFake(() => now() + 5000);
      const options = { connection: deletion.connection, waitMs: 60_000, dryRun: false, evenInUse: false };
      expect((await failureOf(deleteApp(recordRun(), left, options))).name).to.equal('ChangedMeanwhileError');
      restore();
      expect(await deletion.apps()).to.deep.equal(['Shop']);
    });
  });

  describe('where the answer is lost', () => {
    beforeEach(() => start());

    it('looks whether the app is gone', async () => {
      deletion.recorder.interfere = atDeletion('cutOff');
      expect(await deletion.remove('Shop')).to.deep.include({ state: 'deleted', deployId: null, leftBehind: [] });
      expect(await deletion.apps()).to.deep.equal([]);
    });

    it('does not say that it is gone where it is there, and deletes it the next time', async () => {
      deletion.recorder.interfere = atDeletion({ status: 200, contentType: 'text/html', body: '<html>Log in</html>' });
      expect((await failureOf(deletion.remove('Shop'))).name).to.equal('UnreadableAnswer');
      expect(deletion.run.lastStanding).to.include('it looks first');
      expect(await deletion.apps()).to.deep.equal(['Shop']);
      deletion.recorder.interfere = () => undefined;
      expect((await deletion.remove('Shop', {}, recordRun())).state).to.equal('deleted');
    });

    it('says that nothing is deleted where it was the rehearsal', async () => {
      deletion.recorder.interfere = ({ operation }) => (operation === 'deploy' ? 'reset' : undefined);
      await failureOf(deletion.remove('Shop'));
      expect(deletion.run.lastStanding).to.include('Nothing of Shop is deleted yet');
      deletion.recorder.interfere = () => undefined;
      const run = recordRun();
      expect((await deletion.remove('Shop', {}, run)).state).to.equal('deleted');
      expect(run.warnings).to.deep.equal([]);
    });

    it('of the last look, says that the app is deleted', async () => {
      let retrieves = 0;
      deletion.recorder.interfere = ({ operation }) =>
        operation === 'retrieve' && ++retrieves > 1
          ? { status: 400, body: '[{"errorCode":"NO","message":"No"}]' }
          : undefined;
      await failureOf(deletion.remove('Shop'));
      expect(deletion.run.lastStanding).to.include('Shop is deleted, and its tokens are revoked');
    });
  });

  describe('where it takes longer than somebody waits', () => {
    it('has deleted nothing as long as it is rehearsed', async () => {
      await start({ deployTime: 400 });
      const result = await deletion.remove('Shop', { waitMs: 0 });
      expect(result).to.include({ state: 'running' });
      expect(result.nextSteps.join()).to.include('nothing of Shop is deleted').and.include('--wait');
      expect(await deletion.apps()).to.deep.equal(['Shop']);
      await sleep(500);
      expect(await deletion.apps()).to.deep.equal(['Shop']);
    });

    it('goes on in the org, and the next run waits for it', async () => {
      await start({ deployTime: 1000 });
      const planned = await plan();
      const result = await deletion.remove('Shop', { waitMs: 1300 });
      expect(result).to.include({ state: 'running' });
      expect(result.nextSteps.join()).to.include(String(result.deployId)).and.include('waits for it');
      expect(deletion.run.lastStanding).to.include('is running in the org and goes on');
      const options = { connection: deletion.connection, waitMs: 60_000, dryRun: false, evenInUse: false };
      const run = recordRun();
      const again = await deleteApp(run, planned, options);
      expect(again).to.deep.include({ state: 'deleted', deployId: null, leftBehind: [] });
      expect(run.notes.join()).to.include('another run has deleted it');
      expect(await deletion.sent()).to.have.length(2);
    });
  });

  it('is refused by the org in the rehearsal, and then not sent', async () => {
    await start();
    const refuse = refusingDeletion('The app is held.', 1);
    deletion.recorder.interfere = (request, nth) =>
      refuse({ ...request, body: request.body.replace('<checkOnly>true</checkOnly>', '') }, nth);
    const error = await failureOf(deletion.remove('Shop'));
    expect(error.name).to.equal('DeployFailedError');
    expect(error.message).to.include('The app is held.');
    expect((await deletion.sent()).map(({ isRehearsal }) => isRehearsal)).to.deep.equal([true]);
  });

  it('is not believed to be done where the org still has the app', async () => {
    await start();
    deletion.recorder.interfere = ({ operation, body }) =>
      operation === 'deploy' && !body.includes('<checkOnly>true')
        ? { forward: body.replace('<checkOnly>false', '<checkOnly>true') }
        : undefined;
    const error = await failureOf(deletion.remove('Shop'));
    expect(error.name).to.equal('NotDeletedError');
  });
});
