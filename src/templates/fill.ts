import { Messages } from '@salesforce/core/messages';
import { formatPath, type Problem } from '../definition/problems.js';
import { checkPart, isEmpty, valueAt } from '../definition/schema.js';
import type { SettingPath, SettingValues } from '../settings/table.js';
import type { ParameterValues } from './parameters.js';
import type { Step } from './schema.js';
import type { Template } from './template.js';
import { holds, type When } from './when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** What a template may refer to as `${org.…}`. */
export interface OrgReferences {
  /** Where people log in: login.salesforce.com, or test.salesforce.com for a sandbox. */
  loginUrl: string | undefined;
  instanceUrl: string | undefined;
  /** The user who runs this. */
  username: string | undefined;
  /** Where Setup's pages are. */
  setupUrl?: string;
}

const REFERENCE = /\$\{([^}]*)\}/g;

/** Text for each reference that is known; the others' settings are absent. */
type Known = ReadonlyMap<string, string | undefined>;

/** Whether a part of the template has a condition that does not hold. */
const isSwitchedOff = (value: unknown, known: Known): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'when' in value &&
  !holds(value.when as When, Object.fromEntries(known));

/** A value with its references put in; a setting, or an item of a list, whose parameter was not given is absent. */
const fillValue = (value: unknown, known: Known): unknown => {
  if (typeof value === 'string') {
    const isAbsent = [...value.matchAll(REFERENCE)].some(([, name]) => known.get(name) === undefined);
    return isAbsent ? undefined : value.replace(REFERENCE, (whole, name: string) => known.get(name) ?? whole);
  }
  if (Array.isArray(value)) {
    const isComplete = (item: unknown): boolean =>
      !isSwitchedOff(item, known) && referencesIn(item).every(({ name }) => known.get(name) !== undefined);
    const filled = value.filter(isComplete).map((item: unknown) => fillValue(item, known));
    return filled.length === 0 && value.length > 0 ? undefined : filled;
  }
  if (isSwitchedOff(value, known)) return undefined;
  if (typeof value === 'object' && value !== null) {
    const settings = Object.entries(value).filter(([key]) => key !== 'when');
    const entries = settings.map(([key, inner]) => [key, fillValue(inner, known)] as const);
    const kept = entries.filter(([, inner]) => inner !== undefined);
    return kept.length < entries.length && kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
  return value;
};

interface Reference {
  path: PropertyKey[];
  name: string;
}

const referencesIn = (value: unknown, path: PropertyKey[] = []): Reference[] => {
  if (typeof value === 'string') return [...value.matchAll(REFERENCE)].map(([, name]) => ({ path, name }));
  if (typeof value !== 'object' || value === null) return [];
  const entries: Array<[PropertyKey, unknown]> = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => referencesIn(inner, [...path, key]));
};

/** The parameters that the template makes a setting of. */
export const parametersOf = (template: Template | undefined, settingPath: SettingPath): string[] => {
  const names = template?.parameters.map(({ name }) => name) ?? [];
  return referencesIn(template?.body)
    .filter(({ path, name }) => names.includes(name) && formatPath(path).startsWith(settingPath))
    .map(({ name }) => name);
};

/** What the template refers to and cannot have: no such thing, or a fact of an org where none is at hand. */
const toProblem = (template: Template, { path, name }: Reference, known: ReadonlyMap<string, unknown>): Problem[] => {
  const where = template.locate(path);
  if (!known.has(name)) {
    return [{ where, what: messages.getMessage('unknownReference', [name, [...known.keys()].join(', ')]) }];
  }
  const isMissingFact = name.startsWith('org.') && known.get(name) === undefined;
  if (!isMissingFact) return [];
  const flags = name === 'org.loginUrl' ? '--org-type' : '--target-org';
  return [{ where: flags, what: messages.getMessage('missingFact', [template.name]) }];
};

const references = (template: Template, values: ParameterValues, org: OrgReferences): Map<string, string | undefined> =>
  new Map([
    ...template.parameters.map(({ name }): [string, string | undefined] => [name, values[name]]),
    ...Object.entries<string | undefined>({ ...org }).map(([name, value]): [string, string | undefined] => [
      `org.${name}`,
      value,
    ]),
  ]);

/** The one place that takes a secret: anywhere else it would be shown. */
const takesSecret = (path: PropertyKey[]): boolean =>
  path[0] === 'related' && path[1] === 'namedCredentials' && path.at(-1) === 'password';

const misplacedSecrets = (template: Template, found: Reference[]): Problem[] => {
  const secrets = template.parameters.filter(({ type }) => type === 'secret').map(({ name }) => name);
  return found
    .filter(({ name, path }) => secrets.includes(name) && !takesSecret(path))
    .map(({ name, path }) => ({
      where: template.locate(path),
      what: messages.getMessage('secret.misplaced', [name]),
    }));
};

/** Whether the template sets up an app at all with these parameters. */
export const hasApp = ({ appWhen }: Template, values: ParameterValues): boolean => holds(appWhen, values);

/**
 * The template's definition with its parameters and the org's facts put in: still what people write, to be checked.
 *
 * @param secrets values of secret parameters, which go where a password is wanted and nowhere else
 */
export const fillTemplate = (
  template: Template,
  values: ParameterValues,
  org: OrgReferences,
  secrets: Record<string, string> = {}
): { raw: Record<string, unknown>; problems: Problem[] } => {
  const body = hasApp(template, values) ? template.body : { related: template.body.related };
  const found = referencesIn(body);
  const misplaced = misplacedSecrets(template, found);
  const known = references(template, { ...values, ...(misplaced.length === 0 && secrets) }, org);
  const problems = [...misplaced, ...found.flatMap((reference) => toProblem(template, reference, known))];
  return { raw: (fillValue(body, known) ?? {}) as Record<string, unknown>, problems };
};

/**
 * The template's steps for people that are still to do, with `more` (facts of the app that now exists) put in too.
 *
 * @param definition what the app has
 */
export const fillSteps = (
  steps: Step[],
  template: Template,
  values: ParameterValues,
  org: OrgReferences,
  definition: SettingValues,
  more: Record<string, string> = {}
): Step[] => {
  const known = new Map([...references(template, values, org), ...Object.entries(more)]);
  const open = steps.filter(({ unless }) => unless === undefined || isEmpty(valueAt(definition, unless)));
  const filled = open.map((step) => fillValue(step, known) as Partial<Step> | undefined);
  return filled.filter((step): step is Step => step?.step !== undefined);
};

const ANY_ORG: OrgReferences = {
  loginUrl: 'https://login.salesforce.com',
  instanceUrl: 'https://example.my.salesforce.com',
  username: 'user@example.com',
};

/** The settings of a template that hang on no parameter, and what is wrong with any of its settings. */
export const readSettings = (template: Template): { settings: SettingValues; problems: Problem[] } => {
  // Its app is read whatever it hangs on.
  const { raw, problems } = fillTemplate({ ...template, appWhen: undefined }, {}, ANY_ORG);
  const checked = checkPart(raw, template.locate);
  return { settings: checked.value, problems: [...problems, ...checked.problems] };
};
