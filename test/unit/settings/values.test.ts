import { expect } from 'chai';
import type { z } from 'zod';
import {
  allowlist,
  attribute,
  callbackUrl,
  email,
  ipRange,
  listName,
  minutes,
  oauthScope,
  refreshTokenPolicy,
  text,
  username,
  wholeNumber,
} from '../../../src/settings/values.js';
import { apiName } from '../../../src/settings/apiNames.js';

/** What the schema says of a wrong value; undefined where it takes it. */
const complaint = (schema: z.ZodType, value: unknown): string | undefined =>
  schema.safeParse(value).error?.issues.at(0)?.message;

const describeValues = (
  title: string,
  schema: z.ZodType,
  { takes, refuses, saying }: { takes: unknown[]; refuses: unknown[]; saying: RegExp }
): void => {
  describe(title, () => {
    for (const value of takes) {
      it(`takes ${JSON.stringify(value)}`, () => {
        expect(complaint(schema, value)).to.equal(undefined);
      });
    }
    for (const value of refuses) {
      it(`refuses ${JSON.stringify(value)}`, () => {
        expect(complaint(schema, value)).to.match(saying);
      });
    }
  });
};

describeValues('an API name', apiName, {
  takes: ['A', 'Shop', 'Sinergify_Jira_Prod', 'a1_2b', 'x9'],
  refuses: ['', '1Shop', '_Shop', 'Shop_', 'My__Shop', 'My Shop', 'My-Shop', 'Shöp', 'Shop\n', 7],
  saying: /^takes letters, digits and underscores|^must be text/,
});

describeValues('a callback URL', callbackUrl, {
  takes: [
    'https://example.com/oauth',
    'https://example.com:8443/a?b=c&d=%20',
    'http://localhost:1717/OauthRedirect',
    'http://127.0.0.1/',
    'http://[::1]:8080/cb',
    'myapp://callback',
    'com.example.app:/oauth2redirect',
  ],
  refuses: [
    '',
    'example.com/oauth',
    '/oauth',
    '//example.com/oauth',
    'https://',
    'https://example.com/#',
    'https://example.com/a#b',
    'https://example.com/a b',
    ' https://example.com/',
    'https://example.com/\n',
    'https://a.example/\nhttps://b.example/',
    'https://example.com:99999/',
    'mailto:a@b.example',
    true,
  ],
  saying: /^must be an absolute URL|^must be text/,
});

describeValues('an OAuth scope', oauthScope, {
  takes: ['api', 'full', 'refresh_token', 'offline_access', 'cdp_calculated_insight_api'],
  refuses: ['Api', 'RefreshToken', 'refresh', '', 'api '],
  saying: /^unknown OAuth scope\. Allowed are id, api, web, full, refresh_token, /,
});

describeValues('an email address', email, {
  takes: ['admin@example.com', 'first.last+tag@sub.example.co'],
  refuses: ['admin', 'admin@', '@example.com', 'a b@example.com', 'admin@example', ''],
  saying: /^must be an email address, such as/,
});

describeValues('a username', username, {
  takes: ['integration@example.com', 'me@local', 'a.b+c@x.y.sandbox1'],
  refuses: ['integration', '@example.com', 'a b@example.com', 'a@b@c', ''],
  saying: /^must be a Salesforce username, such as/,
});

describeValues('the name of a profile or permission set', listName, {
  takes: ['System Administrator', 'Vertrieb (groß)', 'Shop_User'],
  refuses: ['Sales, EMEA', ',', ''],
  saying: /without a comma|must not be empty/,
});

describeValues('text', text, {
  takes: ['a', 'Größe 漢 👩‍🚀', 'two\nlines'],
  refuses: ['', '   ', '\n', 7, null, ['a']],
  saying: /^must be text$|^must not be empty$/,
});

for (const [what, schema, value] of [
  ['text', text, 'a\u001bb'],
  ['a callback URL', callbackUrl, 'https://a.example/\u202e'],
  ['a username', username, 'a\u0007@b'],
  ['the description of a range', ipRange, { range: '192.0.2.1', description: 'a\u0000b' }],
] as Array<[string, z.ZodType, unknown]>) {
  it(`${what} has nothing in it that nobody sees`, () => {
    expect(
      schema
        .safeParse(value)
        .error?.issues.map(({ message }) => message)
        .join()
    ).to.match(/control characters/);
  });
}

describeValues('minutes', minutes, {
  takes: [1, 120, 1440],
  refuses: [0, -5, 1.5, '120', Number.NaN, null],
  saying: /^must be a whole number of minutes, 1 or more$/,
});

describeValues('a whole number', wholeNumber, {
  takes: [0, 1, 86_400],
  refuses: [-1, 0.5, '1', Number.POSITIVE_INFINITY],
  saying: /^must be a whole number, 0 or more$/,
});

describeValues('a refresh token policy', refreshTokenPolicy, {
  takes: [
    'validUntilRevoked',
    'expireImmediately',
    { expireAfter: '90 days' },
    { expireAfterIdle: '1 day' },
    { expireAfterIdle: { amount: 12, unit: 'hours' } },
  ],
  refuses: [
    'Infinite',
    '90 days',
    {},
    { expireAfter: '90' },
    { expireAfter: '1.5 days' },
    { expireAfter: '0 days' },
    { expireAfter: '2 weeks' },
    { expireAfter: { amount: 0, unit: 'days' } },
    { expireAfter: { amount: 1, unit: 'Days' } },
    { expireAfter: '1 day', expireAfterIdle: '1 day' },
    { expireAfterIdle: 30 },
  ],
  saying:
    /^must be validUntilRevoked, expireImmediately, \{ expireAfter: 90 days \}|^must be a whole number and a unit/,
});

describeValues('a custom attribute', attribute, {
  takes: [{ key: 'team', formula: '"Sales"' }],
  refuses: ['team', 7, null],
  saying: /^must be a group of settings$/,
});

describe('canonical values', () => {
  it('have durations as number and unit, the unit in its plural', () => {
    expect(refreshTokenPolicy.parse({ expireAfter: '90 days' })).to.deep.equal({
      expireAfter: { amount: 90, unit: 'days' },
    });
    expect(refreshTokenPolicy.parse({ expireAfterIdle: '1 month' })).to.deep.equal({
      expireAfterIdle: { amount: 1, unit: 'months' },
    });
  });

  it('have no blanks at the ends of text, which Salesforce does not keep either', () => {
    expect(text.parse('A description that a YAML block ends with a line break\n')).to.equal(
      'A description that a YAML block ends with a line break'
    );
    expect(listName.parse(' Sales ')).to.equal('Sales');
  });
});

describe('the refresh token IP allowlist', () => {
  const addresses = (count: number): string[] => Array.from({ length: count }, (_, index) => `192.0.2.${index}`);

  it('takes 128 ranges and 256 addresses', () => {
    expect(allowlist.parse(addresses(128))).to.have.lengthOf(128);
    expect(allowlist.parse(['192.0.2.0/24'])).to.deep.equal([{ start: '192.0.2.0', end: '192.0.2.255' }]);
    expect(allowlist.parse([])).to.deep.equal([]);
  });

  it('refuses a 129th range', () => {
    expect(complaint(allowlist, addresses(129))).to.equal('has 129 ranges, and Salesforce takes at most 128');
  });

  it('refuses a 257th address, and counts all ranges together', () => {
    const tooMany = 'covers 257 addresses, and Salesforce takes at most 256';
    expect(complaint(allowlist, ['192.0.2.0/24', '198.51.100.7'])).to.equal(tooMany);
    expect(complaint(allowlist, ['192.0.2.0-192.0.3.0'])).to.equal(tooMany);
  });

  it('counts IPv6 addresses beyond all numbers', () => {
    expect(complaint(allowlist, ['2001:db8::/64'])).to.equal(
      'covers 18446744073709551616 addresses, and Salesforce takes at most 256'
    );
  });

  it('takes a range as text or in parts, with a description', () => {
    const description = 'Plauti Server outbound IP';
    expect(
      allowlist.parse([
        '192.0.2.1',
        { range: '192.0.2.4/31', description },
        { start: '192.0.2.8', description },
        { start: '192.0.2.10', end: '192.0.2.11' },
      ])
    ).to.deep.equal([
      { start: '192.0.2.1', end: '192.0.2.1' },
      { start: '192.0.2.4', end: '192.0.2.5', description },
      { start: '192.0.2.8', end: '192.0.2.8', description },
      { start: '192.0.2.10', end: '192.0.2.11' },
    ]);
  });

  const WRONG: Array<[unknown, RegExp]> = [
    ['192.0.2.9-192.0.2.1', /^runs backwards/],
    ['192.0.2.1-2001:db8::1', /^mixes IPv4 and IPv6/],
    ['example.com', /^must be an IP address/],
    [7, /^must be an IP address/],
    [{ range: '192.0.2.1', start: '192.0.2.1' }, /^must be an IP address/],
  ];

  for (const [range, saying] of WRONG) {
    it(`says what is wrong with ${JSON.stringify(range)}`, () => {
      expect(complaint(allowlist, [range])).to.match(saying);
    });
  }
});
