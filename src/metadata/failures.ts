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
