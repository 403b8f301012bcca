import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from './realCli.js';

export type Elements = Record<string, unknown>;

/** Metadata type → element → value; of what stands beside an app, type and name → element → value. */
export type Components = Record<string, Elements>;

/** What a system's app is to be: what its guide asks for, what Salesforce enforces whatever the guide says, and what it adds. */
export interface Expected {
  app: string;
  guide: Components;
  enforced: Components;
  added: Components;
  beside?: Components;
}

/** The address that the files give the org. */
const ORG_IN_FILES = 'https://acme.my.salesforce.com';

/** What was written by hand from a guide, for an org of this address. */
export const readExpected = async <T = Expected>(name: string, instanceUrl = ORG_IN_FILES): Promise<T> => {
  const text = await readFile(join(PACKAGE_ROOT, 'test', 'expected', `${name}.yaml`), 'utf8');
  // As XML has it: everything is text.
  return parse(text.replaceAll(ORG_IN_FILES, instanceUrl), { schema: 'failsafe' }) as T;
};

/** What an org makes of the guide when it lets everything be. */
export const leftAlone = (expected: Expected): Expected => ({ ...expected, enforced: {} });

/** The elements of each of the app's components, but for what the org itself writes. */
export const appComponents = ({ guide, enforced, added }: Expected, defaults: Components): Components => {
  const types = Object.keys({ ...defaults, ...guide });
  const elementsOf = (type: string): Elements => ({
    ...defaults[type],
    ...guide[type],
    ...enforced[type],
    ...added[type],
  });
  return Object.fromEntries(types.map((type) => [type, elementsOf(type)]));
};

/** The elements of what stands beside the app, but for the consumer key, which the org made. */
export const besideComponents = ({ beside = {}, enforced }: Expected): Components =>
  Object.fromEntries(
    Object.entries(beside).map(([member, elements]) => [member, { ...elements, ...enforced[member] }])
  );
