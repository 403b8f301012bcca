import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';
import { parseIpRange, type IpRange } from '../../src/settings/ipRanges.js';
import { fromValues, type AppDefinition, type SettingValue } from '../../src/definition/schema.js';
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
  trueOrFalse,
  username,
  wholeNumber,
  type Duration,
  type RefreshTokenPolicy,
} from '../../src/settings/values.js';
import { settingRows, type SettingPath } from '../../src/settings/table.js';
import { apiName, type ApiName } from '../../src/settings/apiNames.js';

/** Without the bare prototype that fast-check likes to give: what is parsed from files has the usual one. */
const record = <T>(model: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });

const AWKWARD = [
  '&',
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '&amp;',
  '${x}',
  '#',
  ': ',
  '- ',
  '\n',
  'é',
  '漢',
  '👩‍🚀',
  '0',
  'true',
  'null',
];

/** Text with all that XML and YAML trip over; without blanks at its ends, which say nothing. */
const plainText: Arbitrary<string> = fc
  .array(fc.oneof(fc.string({ unit: 'grapheme-ascii', maxLength: 8 }), fc.constantFrom(...AWKWARD)), { maxLength: 6 })
  .map((parts) => parts.join('').trim())
  .filter((joined) => joined !== '');

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);

const apiNames: Arbitrary<ApiName> = fc
  .array(fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,6}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => apiName.parse(parts.join('_')));

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6().filter((address) => !address.includes('.'));

const between = (a: string, b: string): IpRange => {
  try {
    return parseIpRange(`${a}-${b}`);
  } catch {
    return parseIpRange(`${b}-${a}`);
  }
};

/** Any range of addresses of one kind. */
export const ipRanges: Arbitrary<IpRange> = fc
  .oneof(fc.tuple(ipv4, ipv4), fc.tuple(ipv6, ipv6))
  .chain(([a, b]) =>
    fc
      .option(plainText, { nil: undefined })
      .map((description) => ({ ...between(a, b), ...(description && { description }) }))
  );

/** Ranges of so few addresses that five of them keep to the allowlist's limit. */
const smallRanges: Arbitrary<IpRange> = fc
  .tuple(ipv4, fc.integer({ min: 27, max: 32 }))
  .map(([address, bits]) => parseIpRange(`${address}/${bits}`));

const durations: Arbitrary<Duration> = record({
  amount: fc.integer({ min: 1, max: 9999 }),
  unit: fc.constantFrom('hours', 'days', 'months'),
});

const refreshTokenPolicies: Arbitrary<RefreshTokenPolicy> = fc.oneof(
  fc.constantFrom<RefreshTokenPolicy[]>('validUntilRevoked', 'expireImmediately'),
  record({ expireAfter: durations }),
  record({ expireAfterIdle: durations })
);

const callbackUrls: Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      'https://example.com/',
      'http://localhost:1717/',
      'http://[::1]:8080/',
      'myapp://',
      'com.example:/'
    ),
    word,
    fc.constantFrom('', '?a=1&b=2', '?q=<x>', '?s="x"', "?s='x'", '/é/漢', '?a=&amp;b')
  )
  .map((parts) => parts.join(''));

const certificates = fc
  .array(fc.stringMatching(/^[A-Za-z0-9+/]{64}$/), { minLength: 1, maxLength: 3 })
  .map((lines) => ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n'));

/** What people may write for a value of each kind, in canonical form. */
const GENERATORS = new Map<unknown, Arbitrary<unknown>>([
  [text, plainText],
  [trueOrFalse, fc.boolean()],
  [wholeNumber, fc.nat()],
  [minutes, fc.integer({ min: 1, max: 1_000_000 })],
  [email, fc.tuple(word, word).map(([user, host]) => `${user}@${host}.example`)],
  [username, fc.tuple(word, word).map(([user, host]) => `${user}.x+1@${host}`)],
  [callbackUrl, callbackUrls],
  [listName, plainText.map((name) => name.replaceAll(',', ';'))],
  [oauthScope, fc.constantFrom(...oauthScope.options)],
  [attribute, record({ key: plainText, formula: plainText })],
  [ipRange, ipRanges],
  [allowlist, fc.array(smallRanges, { minLength: 1, maxLength: 5 })],
  [refreshTokenPolicy, refreshTokenPolicies],
]);

const generatorOf = (schema: unknown): Arbitrary<unknown> => {
  const known = GENERATORS.get(schema);
  if (known) return known;
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  // An empty list is not canonical: Salesforce writes no element for it, and so it reads back as absent.
  if (schema instanceof z.ZodArray) return fc.uniqueArray(generatorOf(schema.element), { minLength: 1, maxLength: 4 });
  throw new Error('There is no generator for a kind of value in the settings table.');
};

/** A generator of canonical values for every setting of the table: path → generator. */
export const settingArbitraries: ReadonlyMap<SettingPath, Arbitrary<unknown>> = new Map(
  [...settingRows].map(([path, { schema }]) => [
    path,
    path === 'oauth.flows.jwtBearer.certificate' ? certificates : generatorOf(schema),
  ])
);

/** Salesforce wants these two said wherever an app's own policies are said at all. */
const NEEDED_WITH_POLICIES = { 'policies.enabled': true, 'policies.plugins.oauthPluginEnabled': true };

const toDefinition = ([name, given]: [ApiName, Record<string, unknown>]): AppDefinition => {
  const hasPolicies = Object.keys(given).some((path) => path.startsWith('policies.'));
  return {
    name,
    ...fromValues(Object.entries({ ...(hasPolicies && NEEDED_WITH_POLICIES), ...given }) as SettingValue[]),
  };
};

const generators = Object.fromEntries(settingArbitraries);

/** Canonical definitions with any of the table's settings. */
export const definitions: Arbitrary<AppDefinition> = fc
  .tuple(apiNames, fc.record(generators, { requiredKeys: [], noNullPrototype: true }))
  .map(toDefinition);

/** Canonical definitions with a value for every setting of the table. */
export const wholeDefinitions: Arbitrary<AppDefinition> = fc.tuple(apiNames, record(generators)).map(toDefinition);

/** Ranges within the same few addresses, so that they meet, touch and cover each other; IPv4 and IPv6. */
export const crowdedRanges: Arbitrary<IpRange> = fc
  .tuple(fc.constantFrom('192.0.2.', '2001:db8::'), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
  .map(([network, a, b]) => parseIpRange(`${network}${Math.min(a, b)}-${network}${Math.max(a, b)}`));
