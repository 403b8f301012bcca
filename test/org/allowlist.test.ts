import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import {
  changeAllowlist,
  listAllowlist,
  planAllowlist,
  type AllowlistVerb,
  type ChangedAllowlist,
} from '../../src/operations/allowlist.js';
import { checkRanges } from '../../src/operations/givenRanges.js';
import { encodeComponents, type Component } from '../../src/metadata/components.js';
import { toFiles } from '../../src/operations/files.js';
import { readApps } from '../../src/org/apps.js';
import { followDeploy, startDeploy } from '../../src/org/deploy.js';
import { connectTo, failureOf, recordRun, type RecordedRun } from '../support/operations.js';
import { deploysIn, replaceInPackage } from '../support/packages.js';
import { type Recorder } from '../support/recorder.js';
import { appOf, setUp } from '../support/vendorApp.js';
import { apiName, apiNameFromUser } from '../../src/settings/apiNames.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const APP = apiNameFromUser('Vendor');

describe('the allowlist of an app', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let run: RecordedRun;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
    run = recordRun();
    const settings = {
      label: 'Vendor',
      'oauth.callbackUrls': ['https://vendor.example/oauth'],
      'oauth.scopes': ['api', 'refresh_token'],
    };
    await setUp(connection, appOf(APP, settings));
    recorder.requests.length = 0;
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const change = async (
    verb: AllowlistVerb,
    texts: string[],
    { description, dryRun = false }: { description?: string; dryRun?: boolean } = {}
  ): Promise<ChangedAllowlist> => {
    const given = checkRanges(texts, description);
    const plan = await planAllowlist(run, { connection, name: APP, verb, given });
    return changeAllowlist(run, plan, { connection, dryRun, waitMs: 60_000, wasApproved: false });
  };

  const live = async (): Promise<Array<[string, string, string | undefined]>> => {
    const { ranges } = await listAllowlist(connection, APP);
    return ranges.map(({ start, end, description }) => [start, end, description]);
  };

  describe('while others change the app', () => {
    const add = async (ip: string): Promise<ChangedAllowlist> => change('add', [ip]);
    const starts = async (): Promise<string[]> => (await live()).map(([start]) => start);

    it('keeps the addresses of runs that add to it at once', async () => {
      const ips = ['52.29.100.1', '52.29.100.2', '52.29.100.3'];
      const results = await Promise.all(ips.map(add));
      expect(results.map(({ state, differences }) => [state, differences])).to.deep.equal(
        ips.map(() => ['updated', []])
      );
      expect(await starts()).to.have.members(ips);
    });

    it('keeps what was added elsewhere since it was read', async () => {
      const given = checkRanges(['52.29.100.1'], undefined);
      const plan = await planAllowlist(run, { connection, name: APP, verb: 'add', given });
      await add('52.29.100.2');
      await changeAllowlist(run, plan, { connection, dryRun: false, waitMs: 60_000, wasApproved: false });
      expect(await starts()).to.deep.equal(['52.29.100.2', '52.29.100.1']);
    });

    it('does nothing but what a person said yes to', async () => {
      await change('set', ['52.29.100.1', '52.29.100.2']);
      const given = checkRanges(['52.29.100.1'], undefined);
      const plan = await planAllowlist(run, { connection, name: APP, verb: 'set', given });
      await add('52.29.100.3');
      const error = await failureOf(
        changeAllowlist(run, plan, { connection, dryRun: false, waitMs: 60_000, wasApproved: true })
      );
      expect(error.name).to.equal('ChangedMeanwhileError');
      expect(await starts()).to.have.length(3);
    });

    it('says what else has changed while it was deployed', async () => {
      let isDone = false;
      recorder.interfere = async ({ operation }) => {
        if (operation !== 'checkDeployStatus' || isDone) return undefined;
        isDone = true;
        await setUp(await connectTo(org), appOf(APP, { 'oauth.scopes': ['api', 'refresh_token', 'web'] }));
        return undefined;
      };
      await add('52.29.100.1');
      expect(run.warnings.join()).to.include('not as they were before: oauth.scopes.');
    });
  });

  it('grows at its end, with descriptions, and keeps its order', async () => {
    await change('add', ['52.29.100.9'], { description: 'EU' });
    const { state, added, addresses, differences } = await change('add', ['52.29.100.0/30', '2a00:1450::1']);
    expect([state, addresses, differences]).to.deep.equal(['updated', 6, []]);
    expect(added).to.have.length(2);
    expect(await live()).to.deep.equal([
      ['52.29.100.9', '52.29.100.9', 'EU'],
      ['52.29.100.0', '52.29.100.3', undefined],
      ['2a00:1450::1', '2a00:1450::1', undefined],
    ]);
  });

  it('changes nothing for what it covers already, and says so', async () => {
    await change('add', ['52.29.100.0/30']);
    recorder.requests.length = 0;
    const { state } = await change('add', ['52.29.100.1', '52.29.100.0/30']);
    expect(state).to.equal('unchanged');
    expect(run.warnings).to.deep.equal([
      '52.29.100.1 is in the allowlist already.',
      '52.29.100.0-52.29.100.3 is in the allowlist already.',
    ]);
    expect(await deploysIn(recorder.requests)).to.deep.equal([]);
  });

  it('loses what is removed, and says what that cuts off', async () => {
    await change('add', ['52.29.100.0/30'], { description: 'EU' });
    const { cutOff } = await change('remove', ['52.29.100.1']);
    expect(cutOff).to.deep.equal([{ start: '52.29.100.1', end: '52.29.100.1' }]);
    expect(run.warnings.join()).to.include('No longer in the allowlist: 52.29.100.1.').and.to.include('neither log in');
    expect(await live()).to.deep.equal([
      ['52.29.100.0', '52.29.100.0', 'EU'],
      ['52.29.100.2', '52.29.100.3', 'EU'],
    ]);
  });

  it('can be emptied, with a warning of what that means', async () => {
    await change('add', ['52.29.100.1']);
    await change('remove', ['52.29.100.1']);
    expect(await live()).to.deep.equal([]);
    expect(run.warnings.join()).to.include('empty then');
  });

  it('becomes what is set, in that order', async () => {
    await change('add', ['52.29.100.1', '52.29.100.2']);
    const { added, cutOff } = await change('set', ['52.29.100.3', '52.29.100.1']);
    expect([added, cutOff].map((list) => list.map(({ start }) => start))).to.deep.equal([
      ['52.29.100.3'],
      ['52.29.100.2'],
    ]);
    expect((await live()).map(([first]) => first)).to.deep.equal(['52.29.100.3', '52.29.100.1']);
  });

  it('is the only thing that changes', async () => {
    const [before] = await readApps(connection, APP);
    recorder.requests.length = 0;
    await change('add', ['52.29.100.1']);
    expect(await deploysIn(recorder.requests)).to.deep.equal([['Vendor_oauthSecurity.ecaOauthSecurity']]);
    const [after] = await readApps(connection, APP);
    expect(after.components.filter(({ type }) => !type.includes('Security'))).to.deep.equal(
      before.components.filter(({ type }) => !type.includes('Security'))
    );
  });

  it('is only rehearsed with --dry-run', async () => {
    const { state, ranges, nextSteps } = await change('add', ['52.29.100.1'], { dryRun: true });
    expect([state, ranges.length]).to.deep.equal(['validated', 1]);
    expect(nextSteps.join()).to.include('without --dry-run');
    expect(await live()).to.deep.equal([]);
  });

  it('warns of an address that no request comes from', async () => {
    await change('add', ['10.1.2.3']);
    expect(run.warnings.join()).to.include('10.1.2.3 is not public');
  });

  it('finds out an org that does not keep what was sent', async () => {
    recorder.interfere = async ({ operation, body }) =>
      operation === 'deploy' ? { forward: await replaceInPackage(body, /52\.29\.100\.2/g, '52.29.100.3') } : undefined;
    const { differences, nextSteps } = await change('add', ['52.29.100.2']);
    expect(differences.map(({ setting }) => setting)).to.deep.equal(['oauth.security.refreshTokenIpAllowlist']);
    expect(nextSteps.join()).to.include('does not hold the list');
  });

  it('can be mended bit by bit where it has flaws already', async () => {
    const ranges = ['1.0.0.0-1.0.0.10', '1.0.0.5-1.0.0.20', '52.29.100.0/25'];
    await setUp(connection, appOf(APP, { 'oauth.security.refreshTokenIpAllowlist': ranges }));
    expect((await change('remove', ['1.0.0.7'])).state).to.equal('updated');
    expect((await change('add', ['52.29.101.1'])).state).to.equal('updated');
  });

  it("takes no component over from another app that has Setup's name for it", async () => {
    const taken: Component = {
      type: 'ExtlClntAppOauthSecuritySettings',
      fullName: 'Vendor_oauthSecurity',
      elements: {
        externalClientApplication: 'Other',
        label: 'Vendor_oauthSecurity',
        tokenIpRanges: [{ startIpAddress: '8.8.8.8', endIpAddress: '8.8.8.9' }],
      },
    };
    const oauth = { callbackUrls: ['https://other.example/oauth'], scopes: ['api' as const] };
    const other = encodeComponents(
      { name: apiName.parse('Other'), label: 'Other', contactEmail: 'a@b.example', oauth },
      68
    );
    const id = await startDeploy(connection, toFiles([...other.components, taken]), { checkOnly: false });
    expect((await followDeploy(connection, id, {})).succeeded).to.equal(true);
    await change('add', ['52.29.100.1']);
    expect((await live()).map(([first]) => first)).to.deep.equal(['52.29.100.1']);
    const { ranges } = await listAllowlist(connection, apiNameFromUser('Other'));
    expect(ranges).to.deep.equal([{ start: '8.8.8.8', end: '8.8.8.9' }]);
  });

  it('is nothing that an app without OAuth gets: no key is made for it', async () => {
    const elements = { label: 'Bare', contactEmail: 'a@b.example', distributionState: 'Local' };
    const bare: Component = { type: 'ExternalClientApplication', fullName: 'Bare', elements };
    const id = await startDeploy(connection, toFiles([bare]), { checkOnly: false });
    expect((await followDeploy(connection, id, {})).succeeded).to.equal(true);
    const given = checkRanges(['52.29.100.1']);
    const error = await failureOf(
      planAllowlist(run, { connection, name: apiNameFromUser('Bare'), verb: 'add', given })
    );
    expect(error.message).to.match(/^--name: Bare has no OAuth settings/);
  });

  describe('is refused before anything is sent', () => {
    afterEach(async () => {
      expect(await deploysIn(recorder.requests)).to.deep.equal([]);
    });

    const refusal = async (verb: AllowlistVerb, ...texts: string[]): Promise<string> =>
      (await failureOf(change(verb, texts))).message;

    it('beyond 256 addresses', async () => {
      expect(await refusal('add', '52.29.100.0/24', '52.29.101.1')).to.include('257 addresses');
    });

    it('beyond 128 ranges', async () => {
      const many = Array.from({ length: 128 }, (_, index) => `52.29.${index}.1`);
      await change('set', many);
      recorder.requests.length = 0;
      expect(await refusal('add', '52.30.1.1')).to.include('129 ranges');
      expect(await refusal('set', ...many, '52.30.1.1')).to.include('129 ranges');
    });

    it('with ranges that overlap in what is set', async () => {
      expect(await refusal('set', '52.29.100.0/30', '52.29.100.1')).to.include('overlaps');
    });

    it('for an address to remove that is not in it', async () => {
      expect(await refusal('remove', '52.29.100.1', '52.29.100.2')).to.match(
        /2 things.*52\.29\.100\.1 is not in.*52\.29\.100\.2 is not in/s
      );
    });

    it('for what is no range', async () => {
      expect(await refusal('add', '52.29.100.9-52.29.100.1')).to.include('runs backwards');
    });

    it('over an API version that has none', async () => {
      connection = await connectTo({ ...org, instanceUrl: recorder.url }, '65.0');
      expect(await refusal('add', '52.29.100.1')).to.match(/^--api-version: .*66\.0/);
      expect((await failureOf(listAllowlist(connection, APP))).message).to.match(/^--api-version/);
    });
  });
});
