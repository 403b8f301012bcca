import { expect } from 'chai';
import { mergeDefinitions, type PartialDefinition } from '../../../src/definition/schema.js';
import { NO_GRANTS, type Grants } from '../../../src/definition/grants.js';
import { decideLock, type Evidence, type LockPlan, type LockReading } from '../../../src/operations/lockPlan.js';
import { apiName } from '../../../src/settings/apiNames.js';
import { parseIpRange } from '../../../src/settings/ipRanges.js';
import type { Template } from '../../../src/templates/template.js';
import { parseTemplate } from '../../support/parsedTemplate.js';
import { liveApp } from '../../support/planning.js';

const name = apiName.parse('Vendor');
const NOW = new Date('2026-11-24T12:00:00.000Z');
const TOLD = { sharedWith: [], traceless: [], provedBy: [] };
const USED: Evidence = { hasIssuedTokens: true, users: 1, lastUsed: '2026-11-20T00:00:00.000Z', ...TOLD };
const UNUSED: Evidence = { hasIssuedTokens: false, users: 0, lastUsed: null, ...TOLD };
const HIDDEN: Evidence = { hasIssuedTokens: null, users: 0, lastUsed: null, ...TOLD };

const KEPT = parseIpRange('52.29.100.1', 'EU');
const ADDED = parseIpRange('52.29.100.17');

/** An app of which nothing is on. */
const OPEN: PartialDefinition = {
  label: 'Vendor',
  oauth: {
    callbackUrls: ['https://vendor.example/oauth'],
    scopes: ['api', 'refresh_token'],
    security: { requirePkce: false, rotateRefreshTokens: false, limitIdleRefreshTokens: false },
  },
};

/** The same with all that locking asks for. */
const READY = mergeDefinitions(OPEN, {
  oauth: {
    security: {
      requirePkce: true,
      rotateRefreshTokens: true,
      limitIdleRefreshTokens: true,
      refreshTokenIpAllowlist: [KEPT],
    },
  },
});

const NO_TOKENS: PartialDefinition = { label: 'Vendor', oauth: { flows: { clientCredentials: true } } };

const decide = (
  app: PartialDefinition,
  reading: Partial<LockReading> = {},
  { mustBeTested = true }: { mustBeTested?: boolean } = {}
): LockPlan =>
  decideLock(
    {
      app: { ...liveApp({ ...app, name }), grants: NO_GRANTS },
      evidence: USED,
      template: undefined,
      added: [],
      problems: [],
      org: 'prod',
      hindering: [],
      doubts: [],
      apiVersion: 68,
      ...reading,
    },
    { mustBeTested, now: NOW }
  );

const template = (usedWith: string[]): Template => {
  const parsed = parseTemplate(JSON.stringify({ title: 'Vendor', summary: 'x', usedWith }), 'vendor.yaml');
  if (!parsed.template) throw new Error('The test has a mistake in its template.');
  return parsed.template;
};

const placesOf = ({ refusals }: LockPlan): string[] => refusals.map(({ where }) => where);

describe('what is to be done before an app is locked', () => {
  it('is to turn on the switches that are off, and to add the addresses', () => {
    const plan = decide(OPEN, { added: [ADDED] });
    expect(plan.changes).to.deep.equal({
      name: 'Vendor',
      oauth: {
        security: {
          requirePkce: true,
          rotateRefreshTokens: true,
          limitIdleRefreshTokens: true,
          refreshTokenIpAllowlist: [ADDED],
        },
      },
    });
    expect(plan.controls.map(({ before, after, ok }) => [before, after, ok])).to.deep.equal([
      [false, true, true],
      [false, true, true],
      [false, true, true],
      [[], [ADDED], true],
    ]);
    expect(plan).to.deep.include({ hasChanges: true, isSound: true, refusals: [] });
  });

  it('is nothing where all is as it must be', () => {
    const plan = decide(READY);
    expect(plan).to.deep.include({
      changes: { name: 'Vendor' },
      hasChanges: false,
      ranges: [KEPT],
      isSound: true,
      refusals: [],
      warnings: [],
    });
  });

  it('is nothing about addresses that the allowlist has', () => {
    expect(decide(READY, { added: [parseIpRange('52.29.100.1')] }).changes).to.deep.equal({ name: 'Vendor' });
  });

  it('keeps the addresses that are there', () => {
    const { ranges, changes } = decide(READY, { added: [ADDED] });
    expect(ranges).to.deep.equal([KEPT, ADDED]);
    expect(changes.oauth?.security).to.deep.equal({ refreshTokenIpAllowlist: [KEPT, ADDED] });
  });

  it('leaves off what protects nothing that the vendor uses', () => {
    const plan = decide(OPEN, { template: template(['clientCredentials']) });
    expect(plan.changes).to.deep.equal({ name: 'Vendor' });
    expect(plan.controls.some(({ required }) => required)).to.equal(false);
  });

  it('turns nothing on that the API version does not show', () => {
    const { changes } = decide(OPEN, { apiVersion: 65 });
    expect(changes.oauth?.security).to.deep.equal({ requirePkce: true, rotateRefreshTokens: true });
  });
});

describe('what speaks against locking an app, as it was read', () => {
  it('is what is wrong with what the user gave, before all else', () => {
    const problems = [{ where: '--template', what: 'is none' }];
    expect(placesOf(decide(OPEN, { problems }))).to.deep.equal(['--template', '--allow-ip']);
  });

  it('is that it has no OAuth, and then nothing in it is sound', () => {
    const plan = decide({ label: 'Vendor' });
    expect(plan.refusals).to.deep.equal([
      { where: '--name', what: 'Vendor has no OAuth settings: it gives out no tokens, and there is nothing to lock' },
    ]);
    expect(plan.isSound).to.equal(false);
  });

  it('is that a control is missing that is needed', () => {
    const plan = decide(OPEN);
    expect(placesOf(plan)).to.deep.equal(['--allow-ip']);
    expect(plan.isSound).to.equal(false);
  });

  it('is that addresses can not be added with the API version', () => {
    expect(placesOf(decide(NO_TOKENS, { apiVersion: 65, added: [ADDED] }))).to.deep.equal(['--api-version']);
    expect(placesOf(decide(NO_TOKENS, { apiVersion: 65 }))).to.deep.equal([]);
  });

  for (const evidence of [UNUSED, HIDDEN]) {
    it(`is that nothing shows a token, unless that is of no matter: ${String(evidence.hasIssuedTokens)}`, () => {
      expect(placesOf(decide(READY, { evidence }))).to.deep.equal(['--untested']);
      expect(decide(READY, { evidence }).isSound, 'the app itself is').to.equal(true);
      expect(placesOf(decide(READY, { evidence }, { mustBeTested: false }))).to.deep.equal([]);
      expect(placesOf(decide(NO_TOKENS, { evidence }))).to.deep.equal([]);
    });
  }
});

describe('an app of which the org does not tell all', () => {
  const APPROVED = mergeDefinitions(READY, { policies: { permittedUsers: 'adminApproved' } });
  const granted = (grants: Grants | undefined): LockPlan =>
    decide(APPROVED, { app: { ...liveApp({ ...APPROVED, name }), grants } });

  it('is not refused for having no grants, where it has some beside its policies, or the org shows none', () => {
    expect(placesOf(granted(NO_GRANTS))).to.deep.equal(['policies.permittedUsers']);
    expect(placesOf(granted({ profiles: [], permissionSets: ['Vendor_Users'] }))).to.deep.equal([]);
    expect(placesOf(granted(undefined))).to.deep.equal([]);
    expect(granted(undefined).warnings.join()).to.include('the org does not show to your user');
  });

  it('is not called untested where this run has logged in', () => {
    for (const evidence of [UNUSED, HIDDEN, { ...HIDDEN, sharedWith: ['Other'] }]) {
      const { refusals, warnings } = decide(READY, { evidence: { ...evidence, provedBy: ['clientCredentials'] } });
      expect([refusals, warnings]).to.deep.equal([[], []]);
    }
  });

  it('is not called unused where its flows leave no token, or its label is also that of another', () => {
    const [{ what: traceless }] = decide(READY, { evidence: { ...UNUSED, traceless: ['jwtBearer'] } }).refusals;
    expect(traceless).to.include('that does not say that it is not in use: jwtBearer');
    const shared = { ...HIDDEN, sharedWith: ['Other'] };
    const [{ what }] = decide(READY, { evidence: shared }).refusals;
    expect(what).to.include('other apps have the label of this one (Other)');
    const { warnings } = decide(READY, { evidence: shared }, { mustBeTested: false });
    expect(warnings.join()).to.include('other apps have the label of this one: Other');
  });

  it('is refused where the org has no External Client Apps', () => {
    const hindering = [{ where: 'Settings:ExternalClientApp', what: 'off' }];
    expect(placesOf(decide(READY, { hindering }))).to.deep.equal(['Settings:ExternalClientApp']);
  });
});

describe('what should be known before an app is locked', () => {
  const warningsOf = (...given: Parameters<typeof decide>): string[] =>
    decide(...given).warnings.map((warning) => warning.split(/[.,]/)[0]);

  const UNTESTED = 'Nothing shows that this app has ever issued a token';
  const NOT_SHOWN = 'The org does not show its tokens to your user';

  it('is, without a template, what each switch touches that will be turned on', () => {
    const switches = mergeDefinitions(READY, { oauth: { security: { requirePkce: false } } });
    expect(decide(switches).warnings).to.deep.equal([
      'Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows will be turned on: ' +
        'it gives out authorization codes (authorizationCode). ' +
        "Without --template nobody knows whether the vendor's system can work with it.",
    ]);
    expect(decide(switches, { template: template(['authorizationCode']) }).warnings).to.deep.equal([]);
  });

  it('is not the same that is told already as what speaks against it', () => {
    expect(warningsOf(READY, { evidence: UNUSED })).to.deep.equal([]);
    expect(warningsOf(READY, { evidence: UNUSED }, { mustBeTested: false })).to.deep.equal([UNTESTED]);
  });

  it('is that the org hides its tokens, in any case', () => {
    for (const mustBeTested of [true, false])
      expect(warningsOf(READY, { evidence: HIDDEN }, { mustBeTested })).to.deep.equal([NOT_SHOWN]);
  });

  it('is not that it was never used, where there is nothing to lock', () => {
    expect(warningsOf(NO_TOKENS, { evidence: UNUSED }, { mustBeTested: false })).to.deep.equal([]);
  });
});
