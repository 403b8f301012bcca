import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import type { ParameterValues } from './parameters.js';
import type { Step } from './schema.js';
import type { Template } from './template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** What a template may refer to as `${org.…}`. */
export interface OrgFacts {
  /** Where people log in: login.salesforce.com, or test.salesforce.com for a sandbox. */
  loginUrl: string;
  instanceUrl: string;
  /** The user who runs this. */
  username: string;
}

const REFERENCE = /\$\{([^}]*)\}/g;

/** A value with its references put in; a setting whose parameter was not given is absent. */
const fillValue = (value: unknown, known: Map<string, string | undefined>): unknown => {
  if (typeof value === 'string') {
    const isAbsent = [...value.matchAll(REFERENCE)].some(([, name]) => known.get(name) === undefined);
    return isAbsent ? undefined : value.replace(REFERENCE, (whole, name: string) => known.get(name) ?? whole);
  }
  if (Array.isArray(value)) {
    const filled = value.map((item: unknown) => fillValue(item, known)).filter((item) => item !== undefined);
    return filled.length === 0 && value.length > 0 ? undefined : filled;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => [key, fillValue(inner, known)] as const);
    const kept = entries.filter(([, inner]) => inner !== undefined);
    return kept.length < entries.length && kept.length === 0 ? undefined : Object.fromEntries(kept);
  }
  return value;
};

const unknownReferences = (
  value: unknown,
  known: ReadonlyMap<string, unknown>,
  path: PropertyKey[] = []
): Array<{ path: PropertyKey[]; name: string }> => {
  if (typeof value === 'string') {
    return [...value.matchAll(REFERENCE)].map(([, name]) => ({ path, name })).filter(({ name }) => !known.has(name));
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries: Array<[PropertyKey, unknown]> = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => unknownReferences(inner, known, [...path, key]));
};

const references = (template: Template, values: ParameterValues, org: OrgFacts): Map<string, string | undefined> =>
  new Map([
    ...template.parameters.map(({ name }): [string, string | undefined] => [name, values[name]]),
    ...Object.entries<string>({ ...org }).map(([name, value]): [string, string] => [`org.${name}`, value]),
  ]);

/** The template's definition with its parameters and the org's facts put in: still what people write, to be checked. */
export const fillTemplate = (
  template: Template,
  values: ParameterValues,
  org: OrgFacts
): { raw: Record<string, unknown>; problems: Problem[] } => {
  const known = references(template, values, org);
  const problems = unknownReferences(template.body, known).map(({ path, name }) => ({
    where: template.locate(path),
    what: messages.getMessage('unknownReference', [name, [...known.keys()].join(', ')]),
  }));
  return { raw: (fillValue(template.body, known) ?? {}) as Record<string, unknown>, problems };
};

/** The template's steps for people, with `more` (facts of the app that now exists) put in too. */
export const fillSteps = (
  steps: Step[],
  template: Template,
  values: ParameterValues,
  org: OrgFacts,
  more: Record<string, string> = {}
): Step[] => {
  const known = new Map([...references(template, values, org), ...Object.entries(more)]);
  return steps.flatMap((step) => (fillValue(step, known) as Step | undefined) ?? []);
};

