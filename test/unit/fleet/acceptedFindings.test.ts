import { expect } from 'chai';
import { auditApps, type AuditReport } from '../../../src/audit/audit.js';
import { acceptFindings, judgeFindings, type Judged, type Scope } from '../../../src/fleet/acceptedFindings.js';
import type { Acceptance, AcceptanceState } from '../../../src/fleet/acceptances.js';
import { auditedApp, auditFacts, NOW } from '../../support/audit.js';

/** Of an app with two high findings, in an org with a medium one. */
const REPORT = auditApps(
  [auditedApp({ oauth: { security: { requirePkce: false, rotateRefreshTokens: false } } })],
  auditFacts({ isSecretAccessOn: true })
);

const UAT = { names: ['uat', 'admin@example.com'], apps: new Map([['billing', 'vendor']]) };

const accept = (more: Partial<Acceptance>): Acceptance => ({
  rule: 'pkce-off',
  reason: 'TICKET-12',
  where: 'accept.yaml:1:3',
  ...more,
});

const acceptedRules = (...acceptances: Acceptance[]): string[] =>
  acceptFindings(REPORT, UAT, acceptances, NOW)
    .findings.filter(({ accepted }) => accepted !== null)
    .map(({ rule }) => rule);

describe('findings that are accepted', () => {
  it('have the reason and the last day, and count no more', () => {
    const report = acceptFindings(REPORT, UAT, [accept({ until: '2027-03-01' })], NOW);
    expect(report.findings.map(({ rule, accepted }) => [rule, accepted])).to.deep.equal([
      ['pkce-off', { reason: 'TICKET-12', until: '2027-03-01' }],
      ['rotation-off', null],
      ['secret-access-on', null],
    ]);
    expect([report.summary, report.accepted]).to.deep.equal([{ low: 0, medium: 1, high: 1 }, 1]);
  });

  const ROWS: Array<[string, Partial<Acceptance>, boolean]> = [
    ['of every org and app', {}, true],
    ['of this org by its alias', { org: 'uat' }, true],
    ['of this org by its user', { org: 'admin@example.com' }, true],
    ['of another org', { org: 'prod' }, false],
    ['of this app, whatever the case', { app: 'VENDOR' }, true],
    ['of this app by its key', { app: 'billing' }, true],
    ['of another app', { app: 'Other' }, false],
    ['of another rule', { rule: 'scope-full' }, false],
    ['until today', { until: '2026-11-24' }, true],
    ['until yesterday', { until: '2026-11-23' }, false],
  ];
  for (const [title, more, isAccepted] of ROWS) {
    it(`${isAccepted ? 'are' : 'are not'} those ${title}`, () =>
      expect(acceptedRules(accept(more))).to.deep.equal(isAccepted ? ['pkce-off'] : []));
  }

  it('are also the org’s own, unless an app is named', () => {
    expect(acceptedRules(accept({ rule: 'secret-access-on' }))).to.deep.equal(['secret-access-on']);
    expect(acceptedRules(accept({ rule: 'secret-access-on', app: 'Vendor' }))).to.deep.equal([]);
  });
});

describe('an acceptance', () => {
  const judged = (report: AuditReport | undefined = REPORT): Judged => ({ ...UAT, report });
  const stateOf = (more: Partial<Acceptance>, scope: Scope = {}, orgs = [judged()]): AcceptanceState | undefined =>
    judgeFindings([accept(more)], orgs, scope, NOW).at(0)?.state;

  it('applies where there is what it accepts', () => expect(stateOf({ app: 'billing' })).to.equal('applies'));

  it('is of no use where there is nothing like it', () => {
    expect(stateOf({ rule: 'scope-full' })).to.equal('notNeeded');
    expect(stateOf({ app: 'Gone' })).to.equal('notNeeded');
  });

  it('has run out after its last day, also where it would be needed', () =>
    expect(stateOf({ until: '2026-11-23' })).to.equal('runOut'));

  describe('is not judged', () => {
    it('about another org', () => expect(stateOf({ org: 'prod', until: '2020-01-01' })).to.equal(undefined));

    it('about a rule that is not asked', () => {
      expect(stateOf({ until: '2020-01-01' }, { rules: ['unused'] })).to.equal(undefined);
      expect(
        stateOf({ rule: 'secret-access-on' }, { severity: 'high' }, [judged(auditApps([], auditFacts()))])
      ).to.equal(undefined);
    });

    it('about another app than the one', () => {
      expect(stateOf({ app: 'Other' }, { name: 'Vendor' })).to.equal(undefined);
      expect(stateOf({ rule: 'scope-full', app: 'billing' }, { name: 'Vendor' })).to.equal('notNeeded');
      // Other apps may need it.
      expect(stateOf({ rule: 'scope-full' }, { name: 'Vendor' })).to.equal(undefined);
    });

    it('by its need, where a rule or an org could not be asked', () => {
      const old = auditApps([auditedApp()], auditFacts({ apiVersion: 65 }));
      expect(stateOf({ rule: 'idle-limit-off' }, {}, [judged(old)])).to.equal(undefined);
      const failed: Judged = { names: ['prod'], report: undefined };
      expect(stateOf({ rule: 'scope-full' }, {}, [judged(), failed])).to.equal(undefined);
      expect(stateOf({ rule: 'scope-full', org: 'uat' }, {}, [judged(), failed])).to.equal('notNeeded');
      expect(stateOf({}, {}, [judged(), failed])).to.equal('applies');
    });
  });
});
