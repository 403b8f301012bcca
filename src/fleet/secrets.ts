import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { parseYaml } from '../definition/document.js';
import type { Problem } from '../definition/problems.js';
import { secretVariable } from '../templates/secrets.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** Org → app → parameter → value. */
export type FleetSecrets = Record<string, Record<string, Record<string, string>>>;

const secretsSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));

/** Reads secrets of several orgs from one text; nothing of it is repeated in what is said of it. */
export const parseSecrets = (text: string, shown: string): { secrets: FleetSecrets; problems: Problem[] } => {
  const { document, problems } = parseYaml(text, shown);
  if (!document) return { secrets: {}, problems };
  const { data, error } = secretsSchema.safeParse(document.content);
  if (error === undefined) return { secrets: data, problems: [] };
  const [{ path }] = error.issues;
  // The last part of a path may be the secret itself, where somebody has turned name and value around.
  const where = document.locate(path.slice(0, 2));
  return { secrets: {}, problems: [{ where, what: messages.getMessage('invalid.secrets') }] };
};

/** An org's name as environment variables end in. */
export const variableEnding = (org: string): string => `__${org.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;

/** The environment as it is for one org: a variable of its own stands over the one for all. */
export const environmentFor = (org: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const ending = variableEnding(org);
  const own = Object.entries(environment).filter(
    ([name]) => name.startsWith(secretVariable('')) && name.endsWith(ending)
  );
  return { ...environment, ...Object.fromEntries(own.map(([name, value]) => [name.slice(0, -ending.length), value])) };
};
