import { Messages } from '@salesforce/core/messages';
import { formatPath, type Problem } from '../definition/problems.js';
import { checkPart, isEmpty, valueAt } from '../definition/schema.js';
import type { SettingValues } from '../metadata/settings.js';
import type { ParameterValues } from './parameters.js';
import type { Step } from './schema.js';
import type { Template } from './template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** What a template may refer to as `${org.…}`. */
export interface OrgFacts {
  /** Where people log in: login.salesforce.com, or test.salesforce.com for a sandbox. */
  loginUrl: string | undefined;
  instanceUrl: string | undefined;
  /** The user who runs this. */
  username: string | undefined;
}

const REFERENCE = /\$\{([^}]*)\}/g;

/** A value with its references put in; a setting, or an item of a list, whose parameter was not given is absent. */
const fillValue = (value: unknown, known: Map<string, string | undefined>): unknown => {
  if (typeof value === 'string') {
    const isAbsent = [...value.matchAll(REFERENCE)].some(([, name]) => known.get(name) === undefined);
    return isAbsent ? undefined : value.replace(REFERENCE, (whole, name: string) => known.get(name) ?? whole);
  }
  if (Array.isArray(value)) {
    const isComplete = (item: unknown): boolean =>
      referencesIn(item).every(({ name }) => known.get(name) !== undefined);
    const filled = value.filter(isComplete).map((item: unknown) => fillValue(item, known));
    return filled.length === 0 && value.length > 0 ? undefined : filled;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => [key, fillValue(inner, known)] as const);
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
export const parametersOf = (template: Template, settingPath: string): string[] => {
  const names = template.parameters.map(({ name }) => name);
  return referencesIn(template.body)
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

const references = (template: Template, values: ParameterValues, org: OrgFacts): Map<string, string | undefined> =>
  new Map([
    ...template.parameters.map(({ name }): [string, string | undefined] => [name, values[name]]),
    ...Object.entries<string | undefined>({ ...org }).map(([name, value]): [string, string | undefined] => [
      `org.${name}`,
      value,
    ]),
  ]);

/** The template's definition with its parameters and the org's facts put in: still what people write, to be checked. */
export const fillTemplate = (
  template: Template,
  values: ParameterValues,
  org: OrgFacts
): { raw: Record<string, unknown>; problems: Problem[] } => {
  const known = references(template, values, org);
  const problems = referencesIn(template.body).flatMap((reference) => toProblem(template, reference, known));
  return { raw: (fillValue(template.body, known) ?? {}) as Record<string, unknown>, problems };
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
  org: OrgFacts,
  definition: SettingValues,
  more: Record<string, string> = {}
): Step[] => {
  const known = new Map([...references(template, values, org), ...Object.entries(more)]);
  const open = steps.filter(({ unless }) => unless === undefined || isEmpty(valueAt(definition, unless)));
  const filled = open.map((step) => fillValue(step, known) as Partial<Step> | undefined);
  return filled.filter((step): step is Step => step?.step !== undefined);
};

const ANY_ORG: OrgFacts = {
  loginUrl: 'https://login.salesforce.com',
  instanceUrl: 'https://example.my.salesforce.com',
  username: 'user@example.com',
};

/** What is wrong with the settings of a template, as far as can be told before its parameters are known. */
export const checkSettings = (template: Template): Problem[] => {
  const { raw, problems } = fillTemplate(template, {}, ANY_ORG);
  return [...problems, ...checkPart(raw, template.locate).problems];
};
