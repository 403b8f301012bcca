import { expect } from 'chai';
import type { AcceptanceState, JudgedAcceptance } from '../../../../src/fleet/acceptances.js';
import { mergeReports } from '../../../../src/operations/fleet/merge.js';
import type { FleetReport } from '../../../../src/operations/fleet/report.js';

const acceptance = (state: AcceptanceState): JudgedAcceptance => ({
  ...{ org: null, app: 'billing', setting: 'label', rule: null, reason: 'x', until: null, where: 'fleet.yaml:9:5' },
  state,
});

const part = (index: number, org: string, more: Partial<FleetReport> = {}): { path: string; report: FleetReport } => ({
  path: `shard-${index}.json`,
  report: {
    kind: 'plan',
    fleet: 'fleet.yaml',
    at: `2026-11-28T10:0${index}:00.000Z`,
    shards: [{ index, count: 2 }],
    selection: { orgs: null, apps: null },
    orgs: [
      {
        ...{ org, username: org, instanceUrl: null, orgId: null, isRefreshed: false, error: null, unmanaged: [] },
        apps: [],
      },
    ],
    acceptances: [],
    summary: { create: 0, update: 0, drift: 0, delete: 0, unchanged: 0, failed: 0 },
    ...more,
  },
});

describe('merging the reports of parts', () => {
  it('gives one report of all orgs', () => {
    const merged = mergeReports([part(1, 'prod'), part(2, 'uat')]);
    expect(merged.orgs.map(({ org }) => org)).to.deep.equal(['prod', 'uat']);
    expect([merged.at, merged.shards.length]).to.deep.equal(['2026-11-28T10:01:00.000Z', 2]);
  });

  it('refuses a part that is missing, one of something else, and an org that is in two', () => {
    expect(() => mergeReports([part(1, 'prod')])).to.throw('the part 2/2 is missing');
    expect(() => mergeReports([part(1, 'prod'), part(2, 'uat', { fleet: 'other.yaml' })])).to.throw('something else');
    expect(() => mergeReports([part(1, 'prod'), part(2, 'uat', { kind: 'apply' })])).to.throw('something else');
    expect(() => mergeReports([part(1, 'prod'), part(2, 'prod')])).to.throw('has the org prod');
    expect(() => mergeReports([part(1, 'prod'), part(2, 'uat', { shards: [{ index: 2, count: 3 }] })])).to.throw(
      'different numbers'
    );
  });

  it('knows of an acceptance what only all parts together can tell', () => {
    const mergedState = (...states: AcceptanceState[]): string =>
      mergeReports(states.map((state, index) => part(index + 1, `org${index}`, { acceptances: [acceptance(state)] })))
        .acceptances[0].state;
    expect(mergedState('open', 'open')).to.equal('notNeeded');
    expect(mergedState('open', 'applies')).to.equal('applies');
    expect(mergedState('runOut', 'open')).to.equal('runOut');
    const selected = [1, 2].map((index) =>
      part(index, `org${index}`, {
        selection: { orgs: [`org${index}`], apps: null },
        acceptances: [acceptance('open')],
      })
    );
    expect(mergeReports(selected).acceptances[0].state).to.equal('open');
  });
});
