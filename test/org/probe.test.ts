import { expect } from 'chai';
import { QUIRKS } from '../../local-org/org/options.js';
import { deleteRun } from '../../scripts/probe/cleanUp.js';
import { FACTS } from '../../scripts/probe/facts.js';
import { readStatements } from '../../scripts/probe/statements.js';
import { create, failureOf, recordRun, SENDSAFELY } from '../support/operations.js';
import { found, happening, only, ProbedLocalOrg, RUN_ID } from '../support/probing.js';

/** What local-org does not play yet as docs/platform.md has it: each leaves this list when local-org does. */
const BEHIND: string[] = [];

/** Nobody has logged in there, so there is no token to look at. */
const NOTHING_TO_SEE = ['token-ids'];

const withoutBehind = (ids: string[]): string[] => ids.filter((id) => !BEHIND.includes(id));

describe('the probe', () => {
  let probed: ProbedLocalOrg;
  const start = async (...given: Parameters<typeof ProbedLocalOrg.start>): Promise<void> => {
    probed = await ProbedLocalOrg.start(...given);
  };
  afterEach(() => probed.stop());

  describe('tells orgs apart', () => {
    it('finds nothing in a plain one, and decides every fact that shows there', async () => {
      await start();
      const report = await probed.probe();
      expect(withoutBehind(found(report, 'contradicted'))).to.deep.equal([]);
      expect(found(report, 'undecided').filter((id) => !['usage-label', ...BEHIND].includes(id))).to.deep.equal(
        NOTHING_TO_SEE
      );
      const nowPlayed = found(report, 'confirmed').filter((id) => BEHIND.includes(id));
      expect(nowPlayed, 'local-org plays these by now: take them off BEHIND').to.deep.equal([]);
      expect(await probed.apps()).to.deep.equal([]);
    });

    for (const quirk of QUIRKS) {
      it(`finds ${quirk}, and nothing else`, async () => {
        await start({ quirks: [quirk] });
        const report = await probed.probe();
        expect(withoutBehind(found(report, 'contradicted'))).to.deep.equal([quirk]);
        expect(await probed.apps()).to.deep.equal([]);
      });
    }

    it('decides nothing of enforcement where an org does not enforce', async () => {
      await start({ policy: 'open' });
      const { findings } = await probed.probe({ facts: only('late-enforcement') });
      expect(findings[0]).to.deep.include({ verdict: 'undecided' });
      expect(findings[0].because).to.include('after 300 s still isPkceRequired false');
    });
  });

  describe('touches nothing but what it makes', () => {
    const APP = 'SendSafely_Dropzone_Connector';

    it('leaves an app of somebody else as it is, and says nothing of it', async () => {
      await start();
      await create(recordRun(), probed.connection, SENDSAFELY);
      const report = await probed.probe();
      expect(await probed.apps()).to.deep.equal([APP]);
      expect(JSON.stringify(report)).not.to.include(APP);
      expect((await create(recordRun(), probed.connection, SENDSAFELY)).state).to.equal('unchanged');
    });

    it('sends nothing that has not the names of its run', async () => {
      await start();
      const refused: string[] = [];
      const attempt = happening(async (bench) => {
        for (const name of [APP, 'EcaProbe_ghijkm_a1']) {
          refused.push((await failureOf(Promise.resolve().then(() => bench.deploy(bench.variant(name))))).message);
          refused.push((await failureOf(Promise.resolve().then(() => bench.remove(name)))).message);
        }
      });
      await probed.probe({ facts: [attempt] });
      expect(refused).to.have.length(4);
      expect(refused.join()).to.include(`ExternalClientApplication ${APP} is none of this probe's`);
      expect(probed.deploys).to.deep.equal([]);
    });

    it('deletes no app that only has such a name', async () => {
      await start();
      const lookalike = happening((bench) =>
        bench.deploy(bench.variant(bench.newName(), { app: { description: 'Mine' } }))
      );
      const { left } = await probed.probe({ facts: [lookalike] });
      expect(left).to.deep.equal([]);
      expect(await probed.apps()).to.deep.equal([`EcaProbe_${RUN_ID}_a1`]);
    });

    it('makes no app in an org that is only to be read, and asks what needs none', async () => {
      await start();
      const report = await probed.probe({ mayMakeApps: false });
      expect(probed.deploys).to.deep.equal([]);
      expect(found(report, 'confirmed')).to.include.members(['token-groups', 'unknown-deploy', 'allowlist-version']);
      const inNeed = FACTS.filter(({ needsApp }) => needsApp).map(({ id }) => id);
      const unasked = report.findings.filter(({ because }) => because.includes('--read-only')).map(({ id }) => id);
      expect(unasked).to.include.members(inNeed);
    });
  });

  describe('cleans up', () => {
    it('deletes what it made where it is interrupted, also what was on its way', async () => {
      await start({ deployTime: 200 });
      let interrupted: Promise<void> | undefined;
      const underWay = happening(async (bench) => {
        await bench.plainApp();
        const second = bench.deploy(bench.variant(bench.newName()));
        interrupted = probed.run.interrupt();
        await second;
      });
      const after = happening(() => Promise.reject(new Error('It went on.')));
      expect((await failureOf(probed.probe({ facts: [underWay, after] }))).message).to.equal('interrupted');
      await interrupted;
      expect(await probed.apps()).to.deep.equal([]);
      expect(probed.run.said.join(' ')).to.include('The throw-away apps are deleted.');
    });

    it('says what it could not delete, and how that can be done', async () => {
      await start();
      const stubborn = happening(async (bench) => {
        await bench.plainApp();
        probed.recorder.interfere = ({ operation }) =>
          operation === 'deploy' ? { status: 400, body: '[{"errorCode":"NO","message":"No"}]' } : undefined;
      });
      const { left } = await probed.probe({ facts: [stubborn] });
      expect(left).to.deep.equal([`EcaProbe_${RUN_ID}_a1`]);
      probed.recorder.interfere = () => undefined;
      expect(await deleteRun(probed.connection, RUN_ID)).to.deep.equal({ deleted: left, left: [] });
      expect(await probed.apps()).to.deep.equal([]);
    });

    it('names all that it sent where the org cannot be asked any more', async () => {
      await start();
      const gone = happening(async (bench) => {
        await bench.plainApp();
        probed.recorder.interfere = () => ({ status: 400, body: '[{"errorCode":"NO","message":"No"}]' });
      });
      expect((await probed.probe({ facts: [gone] })).left).to.deep.equal([`EcaProbe_${RUN_ID}_a1`]);
    });
  });

  it('reports nothing that says whose org it is', async () => {
    await start();
    const text = JSON.stringify(await probed.probe());
    const { orgId, username, accessToken } = probed.org;
    for (const secret of [
      orgId.slice(0, 15),
      username,
      'admin@',
      accessToken.slice(-20),
      '127.0.0.1',
      '3MVG9',
      'Ada',
    ]) {
      expect(text).not.to.include(secret);
    }
    expect(text).to.include('<id 00D>').and.include('<key>').and.include('<profile>');
  });

  describe('has a question', () => {
    beforeEach(() => start());
    const ids = FACTS.map(({ id }) => id);

    it('for every quirk of local-org', () => {
      expect(QUIRKS.filter((quirk) => !ids.includes(quirk))).to.deep.equal([]);
    });

    it('for every statement of docs/platform.md, and no other', async () => {
      expect([...(await readStatements()).keys()]).to.deep.equal(ids);
      expect(new Set(ids).size).to.equal(ids.length);
    });
  });
});
