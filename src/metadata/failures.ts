import { settingRows, type Setting } from '../settings/table.js';

/** Words in the org's messages that tell the setting where no element is named. */
const TELLING_WORDS: ReadonlyArray<[RegExp, string]> = [
  [/execution user|client credentials flow user/i, 'policies.runAs'],
  [/scope/i, 'oauth.scopes'],
  [/callback/i, 'oauth.callbackUrls'],
  [/permission ?set/i, 'policies.permissionSets'],
  [/profile/i, 'policies.profiles'],
  [/certificate/i, 'oauth.flows.jwtBearer.certificate'],
  [/ip (address|range)/i, 'oauth.security.refreshTokenIpAllowlist'],
];

const isNamed = (problem: string, { elements }: Setting): boolean =>
  elements.some((element) => new RegExp(`\\b${element.split('.').at(-1)}\\b`).test(problem));

/**
 * The setting that the org's message about a component is about, as path and row.
 *
 * @param type metadata type of the component
 * @param problem the org's words
 */
export const settingOfFailure = (type: string, problem: string): [string, Setting] | undefined => {
  const rows = [...settingRows].filter(([, setting]) => setting.type === type);
  const named = rows.find(([, setting]) => isNamed(problem, setting));
  if (named) return named;
  const told = TELLING_WORDS.find(([words]) => words.test(problem))?.[1];
  return rows.find(([path]) => path === told);
};

/** What stands behind words of an org that do not say what to do: docs/platform.md#deploying */
const KNOWN_WORDS = [
  ['switchedOff', /not available for deploy for this organization/i],
  ['duplicate', /duplicates value on (\S+)/i],
  ['otherLink', /doesn't have distribution state PACKAGED/i],
  ['unknownSets', /couldn't find permission sets called/i],
] as const satisfies ReadonlyArray<readonly [string, RegExp]>;

/** Of a message of the org, which it is of those that have more to be said, and what it names. */
export const knownFailure = (problem: string): { key: (typeof KNOWN_WORDS)[number][0]; name: string } | undefined => {
  for (const [key, words] of KNOWN_WORDS) {
    const found = words.exec(problem);
    if (found) return { key, name: found.at(1) ?? '' };
  }
  return undefined;
};
