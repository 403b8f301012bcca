import { expect } from 'chai';
import { SECURITY_CONTROLS, type SecurityControl } from '../../../src/definition/controls.js';
import type { Flow } from '../../../src/definition/flows.js';
import { parseIpRange } from '../../../src/settings/ipRanges.js';
import {
  hasControls,
  isAllowlistRequired,
  reviewControls,
  type ControlReview,
} from '../../../src/definition/review.js';
import type { SettingValues } from '../../../src/settings/table.js';

const [PKCE, ROTATION, IDLE_LIMIT, ALLOWLIST] = SECURITY_CONTROLS;

const SERVER = 'https://vendor.example/oauth';
const REFRESH = ['api', 'refresh_token'] as const;

type Oauth = NonNullable<SettingValues['oauth']>;

interface Row {
  app: string;
  oauth: Oauth;
  applies: SecurityControl[];
  /** Where the fact comes from: docs/platform.md#security-controls */
  source: string;
}

/** Which controls apply to which flows and callback URLs. */
const ROWS: Row[] = [
  {
    app: 'a web server flow with refresh tokens, to a server',
    oauth: { callbackUrls: [SERVER], scopes: [...REFRESH] },
    applies: [PKCE, ROTATION, IDLE_LIMIT, ALLOWLIST],
    source: 'documentation: all four are required of such an app',
  },
  {
    app: 'the same by the scope offline_access',
    oauth: { callbackUrls: [SERVER], scopes: ['api', 'offline_access'] },
    applies: [PKCE, ROTATION, IDLE_LIMIT, ALLOWLIST],
    source: 'documentation: one checkbox stands for both scopes',
  },
  {
    app: 'a web server flow without refresh tokens',
    oauth: { callbackUrls: [SERVER], scopes: ['api'] },
    applies: [PKCE],
    source: 'documentation: the others are about refresh tokens',
  },
  {
    app: 'client credentials alone',
    oauth: { scopes: [...REFRESH], flows: { clientCredentials: true } },
    applies: [],
    source: 'documentation: neither an authorization code nor a refresh token',
  },
  {
    app: 'JWT bearer alone',
    oauth: { scopes: [...REFRESH], flows: { jwtBearer: { certificate: 'x' } } },
    applies: [],
    source: 'documentation: neither an authorization code nor a refresh token',
  },
  {
    app: 'token exchange alone',
    oauth: { scopes: [...REFRESH], flows: { tokenExchange: true } },
    applies: [],
    source: 'documentation: no authorization code; the subject token is not a refresh token of the app',
  },
  {
    app: 'the device flow alone, with refresh tokens',
    oauth: { scopes: [...REFRESH], flows: { device: true } },
    applies: [ROTATION, IDLE_LIMIT, ALLOWLIST],
    source: 'documentation: refresh tokens without an authorization code; without a callback nothing is exempt',
  },
  {
    app: 'the authorization code and credentials flow',
    oauth: { scopes: ['api'], flows: { authorizationCodeAndCredentials: true } },
    applies: [PKCE],
    source: 'documentation: it begins with an authorization code',
  },
  ...[
    ['http://localhost:1717/oauth', 'this computer'],
    ['https://acme.my.salesforce.com/services/authcallback/Jira', 'a Salesforce org'],
    ['myapp://oauth', 'a scheme of its own'],
  ].map(([url, what]): Row => ({
    app: `refresh tokens, and a callback to ${what}`,
    oauth: { callbackUrls: [url], scopes: [...REFRESH] },
    applies: [PKCE, ROTATION, IDLE_LIMIT],
    source: 'documentation: the allowlist is not required of apps all of whose callbacks are such',
  })),
  {
    app: 'refresh tokens, and one of two callbacks to a server',
    oauth: { callbackUrls: ['http://localhost:1717/oauth', SERVER], scopes: [...REFRESH] },
    applies: [PKCE, ROTATION, IDLE_LIMIT, ALLOWLIST],
    source: 'documentation: every callback must be exempt',
  },
  { app: 'nothing at all', oauth: {}, applies: [], source: 'there is no flow' },
];

const byControl = (controls: ControlReview[]): Record<string, ControlReview> =>
  Object.fromEntries(controls.map((review) => [review.control, review]));

describe('the security controls of an app', () => {
  for (const { app, oauth, applies, source } of ROWS) {
    it(`that has ${app}: ${applies.length} apply (${source})`, () => {
      const controls = reviewControls({ oauth }, { oauth }, 68);
      expect(controls.map(({ control }) => control)).to.deep.equal(SECURITY_CONTROLS);
      expect(controls.filter((review) => review.applies).map(({ control }) => control)).to.deep.equal(applies);
      expect(controls.filter((review) => review.required).map(({ control }) => control)).to.deep.equal(applies);
      for (const review of controls) expect(review.reason).to.be.a('string').and.not.equal('');
    });
  }

  const oauth: Oauth = { callbackUrls: [SERVER], scopes: [...REFRESH] };

  it('are as they must be once all that are required are on', () => {
    const ranges = [parseIpRange('52.29.100.17')];
    const security = {
      requirePkce: true,
      rotateRefreshTokens: true,
      limitIdleRefreshTokens: true,
      refreshTokenIpAllowlist: ranges,
    };
    const controls = reviewControls({ oauth }, { oauth: { ...oauth, security } }, 68);
    expect(controls.map(({ ok }) => ok)).to.deep.equal([true, true, true, true]);
    expect(byControl(controls)[ALLOWLIST]).to.deep.include({ before: [], after: ranges });
    for (const missing of Object.keys(security)) {
      const less = { ...security, [missing]: undefined };
      const wrong = reviewControls({ oauth }, { oauth: { ...oauth, security: less } }, 68).filter(({ ok }) => !ok);
      expect(wrong.map(({ control }) => control)).to.deep.equal([`oauth.security.${missing}`]);
    }
  });

  it('are no less required for being on already, and no less off for being false', () => {
    const controls = reviewControls({ oauth: { ...oauth, security: { requirePkce: true } } }, { oauth }, 68);
    expect(byControl(controls)[PKCE]).to.deep.include({ required: true, before: true, after: false, ok: false });
  });

  it('are required only for flows that the vendor uses', () => {
    const allowed: Oauth = { ...oauth, flows: { clientCredentials: true } };
    const usedWith: Flow[] = ['clientCredentials'];
    const controls = reviewControls({ oauth: allowed }, { oauth: allowed }, 68, usedWith);
    expect(controls.every(({ applies, required, ok }) => applies && !required && ok)).to.equal(true);
    expect(controls[0].reason).to.include('authorizationCode').and.to.include('uses none');
  });

  it('are unknown, and so not as they must be, where the API version does not show them', () => {
    const controls = byControl(reviewControls({ oauth }, { oauth }, 65));
    expect(controls[ALLOWLIST]).to.deep.include({ required: true, before: null, after: null, ok: false });
    expect(controls[IDLE_LIMIT]).to.deep.include({ before: null, after: null });
    expect(controls[PKCE]).to.deep.include({ before: false, after: false });
  });

  it('are known as soon as the API version shows them', () => {
    const controls = byControl(reviewControls({ oauth }, { oauth }, 66));
    expect(controls[IDLE_LIMIT]).to.deep.include({ before: false, after: false });
    expect(controls[ALLOWLIST]).to.deep.include({ before: [], after: [] });
  });

  const reasonsOf = (app: Oauth, usedWith?: Flow[]): string[] =>
    reviewControls({ oauth: app }, { oauth: app }, 68, usedWith).map(({ reason }) => reason);

  const TWO_FLOWS = 'authorizationCode, authorizationCodeAndCredentials';
  const NO_TOKENS = 'it hands out no refresh tokens';
  const LOCAL = { callbackUrls: ['http://localhost:1717/oauth'] };
  const NO_ADDRESS = 'every callback is local, on a Salesforce org or of a scheme of its own: no address to register';
  const UNUSED = "the vendor's system uses none of what it protects";

  const REASONS: Array<[string, Oauth, Flow[] | undefined, string[]]> = [
    [
      'which flows they protect',
      { ...oauth, flows: { authorizationCodeAndCredentials: true } },
      undefined,
      [
        `it gives out authorization codes (${TWO_FLOWS})`,
        `it hands out refresh tokens (${TWO_FLOWS})`,
        `it hands out refresh tokens (${TWO_FLOWS})`,
        `refresh tokens (${TWO_FLOWS}) go to a server that has an address`,
      ],
    ],
    [
      'which of them the vendor uses',
      { ...oauth, flows: { authorizationCodeAndCredentials: true } },
      ['authorizationCode'],
      [
        'it gives out authorization codes (authorizationCode)',
        'it hands out refresh tokens (authorizationCode)',
        'it hands out refresh tokens (authorizationCode)',
        'refresh tokens (authorizationCode) go to a server that has an address',
      ],
    ],
    [
      'that the vendor uses none of them',
      { ...oauth, flows: { authorizationCodeAndCredentials: true } },
      ['jwtBearer'],
      Array.from({ length: 4 }, () => `${UNUSED} (${TWO_FLOWS})`),
    ],
    [
      'that there is nothing to protect',
      {},
      undefined,
      ['it gives out no authorization codes', NO_TOKENS, NO_TOKENS, NO_TOKENS],
    ],
    [
      'that there are no refresh tokens, whichever way the callbacks lead',
      { ...LOCAL, scopes: ['api'] },
      undefined,
      ['it gives out authorization codes (authorizationCode)', NO_TOKENS, NO_TOKENS, NO_TOKENS],
    ],
    [
      'that no address can be registered',
      { ...LOCAL, scopes: [...REFRESH] },
      undefined,
      [
        'it gives out authorization codes (authorizationCode)',
        'it hands out refresh tokens (authorizationCode)',
        'it hands out refresh tokens (authorizationCode)',
        NO_ADDRESS,
      ],
    ],
  ];

  for (const [what, app, usedWith, reasons] of REASONS) {
    it(`say ${what}`, () => {
      expect(reasonsOf(app, usedWith)).to.deep.equal(reasons);
    });
  }

  const NEEDS: Array<[string, Oauth, boolean, boolean]> = [
    ['all four', oauth, true, true],
    ['all but the allowlist', { ...LOCAL, scopes: [...REFRESH] }, true, false],
    ['only one', { callbackUrls: [SERVER], scopes: ['api'] }, true, false],
    ['none', {}, false, false],
  ];

  for (const [what, app, isAnything, isAllowlist] of NEEDS) {
    it(`leave ${isAnything ? 'something' : 'nothing'} to lock, where ${what} are required`, () => {
      const controls = reviewControls({ oauth: app }, { oauth: app }, 68);
      expect([hasControls(controls), isAllowlistRequired(controls)]).to.deep.equal([isAnything, isAllowlist]);
    });
  }
});
