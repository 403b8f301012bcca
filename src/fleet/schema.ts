import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { CREDENTIAL_FORMATS } from '../definition/credentialFormats.js';
import { definitionSchema } from '../definition/schema.js';
import { list, text, told, trueOrFalse, word } from '../settings/values.js';
import { acceptanceSchema } from './acceptances.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** Names of apps and of orgs, as the file calls them. */
const key = z.string().regex(/^[A-Za-z][\w.-]*$/, { error: () => messages.getMessage('invalid.key') });

const named = <T extends z.ZodType>(value: T): z.ZodRecord<typeof key, T> =>
  z.record(key, value, {
    error: ({ code }) => (code === 'invalid_key' ? messages.getMessage('invalid.key') : told('invalid.object').error()),
  });

/** As `--set` takes it: YAML makes numbers and truth values of what is written so. */
const parameterValue = z
  .union([z.string(), z.number(), z.boolean()], { error: () => messages.getMessage('invalid.parameterValue') })
  .transform(String);

const parameters = z.record(z.string(), parameterValue, told('invalid.object'));

const variable = z.string().regex(/^[A-Za-z_]\w*$/, { error: () => messages.getMessage('invalid.variable') });

/** Where key and secret go; `${org}` and `${app}` stand for the names that this file has. */
const handOverSchema = z
  .strictObject(
    {
      file: text.optional(),
      format: word(CREDENTIAL_FORMATS).optional(),
      command: list(text).min(1, told('invalid.list')).optional(),
      stdin: word(CREDENTIAL_FORMATS).optional(),
      keyVariable: variable.optional(),
      secretVariable: variable.optional(),
    },
    told('invalid.object')
  )
  .refine(({ file, command }) => (file === undefined) !== (command === undefined), {
    error: () => messages.getMessage('invalid.handOver'),
  })
  .refine(({ file, format }) => format === undefined || file !== undefined, {
    error: () => messages.getMessage('invalid.format'),
    path: ['format'],
  })
  .refine(({ command, stdin }) => stdin === undefined || command !== undefined, {
    error: () => messages.getMessage('invalid.stdin'),
    path: ['stdin'],
  });

/** Where an app's key and secret go: a file, or a command. */
export type HandOverEntry = z.output<typeof handOverSchema>;

/** What is said of an app beside its settings. */
const ownKeys = {
  /** A template's name, or the path of one from this file. */
  template: text.optional(),
  /** The path of a definition file from this file. */
  definition: text.optional(),
  /** The template's parameters. */
  set: parameters.optional(),
  /** In the place of the one for all apps; false: it is not handed over. */
  handOver: z
    .union([handOverSchema, z.literal(false)], { error: () => messages.getMessage('invalid.handOver') })
    .optional(),
};

/** An app: its settings are checked where they are merged with those of its template and file. */
const appEntry = z.looseObject(ownKeys, told('invalid.object'));

/** What an org has otherwise. */
const overrideEntry = z.looseObject({ set: parameters.optional() }, told('invalid.object'));

const names = z.union([text.transform((one) => [one]), list(text).min(1, told('invalid.list'))], {
  error: () => messages.getMessage('invalid.names'),
});

const orgEntry = z
  .strictObject(
    {
      apps: z.union([z.literal('all'), list(text)], { error: () => messages.getMessage('invalid.apps') }),
      /** Alias or username; default: what the entry is called. */
      org: text.optional(),
      /** Aliases or usernames of several. */
      members: names.optional(),
      /** All aliases that are so, with * and ? in it. */
      match: names.optional(),
      /** App → what it has otherwise here. */
      overrides: z.record(z.string(), overrideEntry, told('invalid.object')).default({}),
    },
    told('invalid.object')
  )
  .refine(({ org, members, match }) => [org, members, match].filter((one) => one !== undefined).length < 2, {
    error: () => messages.getMessage('invalid.whichOrgs'),
  });

/** An org, or several that are alike. */
export type OrgEntry = z.output<typeof orgEntry>;

const fleetShape = {
  apps: named(appEntry),
  orgs: named(orgEntry),
  accept: list(acceptanceSchema).default([]),
  handOver: handOverSchema.optional(),
  /** Whether apps that this file once managed are deleted. */
  prune: trueOrFalse.default(false),
};

/** What people write of the apps that each of their orgs must have. */
export const fleetSchema = z.strictObject(fleetShape, told('invalid.object'));

/** A fleet file, read. */
export type FleetContent = z.output<typeof fleetSchema>;

const rightEntries = <T extends z.ZodType>(raw: unknown, entry: T): Record<string, z.output<T>> =>
  Object.fromEntries(
    Object.entries(typeof raw === 'object' && raw !== null ? raw : {}).flatMap(([name, value]) => {
      const { data } = entry.safeParse(value);
      return key.safeParse(name).success && data !== undefined ? [[name, data]] : [];
    })
  );

/** What is right of a file in which something is wrong: it is judged all the same, so that all is told at once. */
export const rightOf = (raw: Record<string, unknown>): FleetContent => ({
  apps: rightEntries(raw.apps, appEntry),
  orgs: rightEntries(raw.orgs, orgEntry),
  accept: [],
  handOver: handOverSchema.safeParse(raw.handOver).data,
  prune: false,
});

/** What an entry says of its app's settings: what is left without what it says beside them. */
export const settingsIn = (entry: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => !Object.hasOwn(ownKeys, name)));

const definitionShape = (definitionSchema as unknown as z.ZodObject).shape;

/** The whole file, for the published JSON schema: an app's entry also holds a definition's settings. */
export const fleetFileSchema = z.strictObject({
  ...fleetShape,
  apps: z.record(key, z.strictObject({ ...ownKeys, ...definitionShape })),
  orgs: z.record(
    key,
    z.strictObject({
      ...orgEntry.shape,
      overrides: z.record(key, z.strictObject({ set: parameters.optional(), ...definitionShape })).optional(),
    })
  ),
});
