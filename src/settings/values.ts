import { hasHidden } from './visible.js';
import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { ALLOWLIST_LIMITS, SCOPE_TOKENS } from './platform.js';
import { countAddresses, IpRangeError, parseIpRange, problemOf, type IpRange } from './ipRanges.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'definition');

/** What zod says of a wrong value, looked up only then: most values are right. */
export const told = (key: string, tokens: string[] = []): { error: () => string } => ({
  error: () => messages.getMessage(key, tokens),
});

/** Nothing in it that nobody sees, nor anything that XML cannot hold. */
const isSeen = (value: string): boolean => !hasHidden(value);

/** Without the blanks around it: Salesforce drops them too, and YAML blocks end with a line feed. */
export const text = z
  .string(told('invalid.text'))
  .trim()
  .min(1, told('invalid.emptyText'))
  .refine(isSeen, told('invalid.hidden'));
export const trueOrFalse = z.boolean(told('invalid.boolean'));
export const wholeNumber = z.int(told('invalid.number')).min(0, told('invalid.number'));
export const minutes = z.int(told('invalid.minutes')).min(1, told('invalid.minutes'));
export const email = z.email(told('invalid.email'));
export const username = z
  .string(told('invalid.text'))
  .regex(/^[^\s@]+@[^\s@]+$/, told('invalid.username'))
  .refine(isSeen, told('invalid.hidden'));

/** A secret in a URL would stand in every log that the browser passes. */
const hasUser = (url: string): boolean => {
  const { username: user, password } = new URL(url);
  return user !== '' || password !== '';
};

/** What may be asked for; orgs hold others: docs/platform.md#deploying */
export const callbackUrl = z
  .string(told('invalid.text'))
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:\/[^\s#]+$/, { ...told('invalid.callbackUrl'), abort: true })
  .refine((url) => URL.canParse(url), { ...told('invalid.callbackUrl'), abort: true })
  .refine((url) => !hasUser(url), told('invalid.callbackUrl.user'))
  .refine(isSeen, told('invalid.hidden'));

export type OAuthScope = keyof typeof SCOPE_TOKENS;

const oauthScopes = Object.keys(SCOPE_TOKENS) as [OAuthScope, ...OAuthScope[]];

export const oauthScope = z.enum(oauthScopes, told('invalid.scope', [oauthScopes.join(', ')]));

/** The name of a profile or permission set: Salesforce lists them separated by commas. */
export const listName = text.regex(/^[^,]*$/, told('invalid.listName'));

/** One of a few words; `T` keeps them as types. */
export const word = <const T extends [string, ...string[]]>(words: T): z.ZodEnum<{ [W in T[number]]: W }> =>
  z.enum(words, told('invalid.word', [words.join(', ')]));

export const list = <T extends z.ZodType>(item: T): z.ZodArray<T> => z.array(item, told('invalid.list'));

/** A list of things that are told apart by their names; judged even where one of them is wrong otherwise. */
export const listOfNamed = <T extends z.ZodType<{ name: string }>>(item: T): z.ZodArray<T> =>
  list(item).superRefine(
    (items, context) => {
      // The org's names are the same whatever their case.
      const names = items.map((named: { name?: unknown } | null | undefined) =>
        typeof named?.name === 'string' ? named.name.toLowerCase() : named?.name
      );
      names.forEach((name, index) => {
        if (name === undefined || names.indexOf(name) === index) return;
        context.addIssue({ code: 'custom', path: [index, 'name'], message: messages.getMessage('invalid.nameTwice') });
      });
    },
    { when: ({ value }) => Array.isArray(value) }
  );

export const attribute = z.strictObject({ key: text, formula: text }, told('invalid.object'));

const rangeText = z.string(told('invalid.ipRange.notAnAddress'));
const rangeDescription = z.string(told('invalid.text')).refine(isSeen, told('invalid.hidden')).optional();

const rangeInput = z.union(
  [
    rangeText,
    z.strictObject({ range: rangeText, description: rangeDescription }),
    z.strictObject({ start: rangeText, end: rangeText.optional(), description: rangeDescription }),
  ],
  told('invalid.ipRange.notAnAddress')
);

/** The part that is wrong of a range that is written in parts. */
const wrongPart = (input: z.output<typeof rangeInput>, { problem }: IpRangeError): string[] => {
  if (typeof input === 'string') return [];
  if ('range' in input) return ['range'];
  const isStartRight = problemOf({ start: input.start, end: input.start }) === undefined;
  return problem === 'notAnAddress' ? [isStartRight ? 'end' : 'start'] : [];
};

/** One address, `a-b` or a CIDR block, as text or with a description; becomes an {@link IpRange}. */
export const ipRange = rangeInput.transform((input, context): IpRange => {
  try {
    if (typeof input === 'string') return parseIpRange(input);
    if ('range' in input) return parseIpRange(input.range, input.description);
    return parseIpRange(input.end ? `${input.start}-${input.end}` : input.start, input.description);
  } catch (error) {
    if (!(error instanceof IpRangeError)) throw error;
    const message = messages.getMessage(`invalid.ipRange.${error.problem}`);
    context.addIssue({ code: 'custom', path: wrongPart(input, error), message, input });
    return z.NEVER;
  }
});

/** The refresh token IP allowlist with its limits: docs/platform.md#allowlist */
export const allowlist = list(ipRange).superRefine((ranges, context) => {
  const addresses = ranges.reduce((sum, range) => sum + countAddresses(range), 0n);
  if (addresses > BigInt(ALLOWLIST_LIMITS.addresses)) {
    const tokens = [String(addresses), String(ALLOWLIST_LIMITS.addresses)];
    context.addIssue({ code: 'custom', message: messages.getMessage('invalid.tooManyAddresses', tokens) });
  }
  if (ranges.length > ALLOWLIST_LIMITS.ranges) {
    const tokens = [String(ranges.length), String(ALLOWLIST_LIMITS.ranges)];
    context.addIssue({ code: 'custom', message: messages.getMessage('invalid.tooManyRanges', tokens) });
  }
});

const durationUnit = word(['hours', 'days', 'months']);

export interface Duration {
  amount: number;
  unit: z.infer<typeof durationUnit>;
}

const DAYS_IN = { hours: 1 / 24, days: 1, months: 30 };

/** A duration in days; a month counts as 30. */
export const daysOf = ({ amount, unit }: Duration): number => amount * DAYS_IN[unit];

const durationText = z
  .string()
  .regex(/^[1-9]\d* (hour|day|month)s?$/, told('invalid.duration'))
  .transform((value): Duration => {
    const [amount, unit] = value.split(' ');
    return { amount: Number(amount), unit: `${unit.replace(/s$/, '')}s` as Duration['unit'] };
  });

const duration = z.union(
  [durationText, z.strictObject({ amount: wholeNumber.min(1, told('invalid.duration')), unit: durationUnit })],
  told('invalid.duration')
);

export type RefreshTokenPolicy =
  'validUntilRevoked' | 'expireImmediately' | { expireAfter: Duration } | { expireAfterIdle: Duration };

export const refreshTokenPolicy: z.ZodType<RefreshTokenPolicy> = z.union(
  [
    word(['validUntilRevoked', 'expireImmediately']),
    z.strictObject({ expireAfter: duration }),
    z.strictObject({ expireAfterIdle: duration }),
  ],
  told('invalid.refreshToken')
);
