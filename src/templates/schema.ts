import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { FLOWS } from '../definition/flows.js';
import { definitionSchema } from '../definition/schema.js';
import { suggestPlace } from '../definition/suggest.js';
import { list, listOfNamed, text, told, trueOrFalse, word } from '../settings/values.js';
import { isSettingPath, settingRows, type SettingPath } from '../settings/table.js';
import { compilePattern } from './pattern.js';
import { whenSchema } from './when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

const PARAMETER_TYPES = ['string', 'url', 'ip-range', 'email', 'username', 'choice', 'certificate', 'secret'] as const;

const parameterSchema = z
  .strictObject(
    {
      name: z
        .string(told('invalid.text'))
        .regex(/^[a-z][A-Za-z0-9]*$/, { error: () => messages.getMessage('invalid.parameterName') })
        // What every object has is no name for one thing in it.
        .refine((name) => !(name in Object.prototype), { error: () => messages.getMessage('invalid.reservedName') }),
      type: word([...PARAMETER_TYPES]).default('string'),
      help: text,
      required: trueOrFalse.default(false),
      default: text.optional(),
      example: text.optional(),
      pattern: z
        .string(told('invalid.text'))
        .refine((source) => compilePattern(source) !== undefined, {
          error: () => messages.getMessage('invalid.pattern'),
        })
        .optional(),
      choices: list(text).optional(),
      /** Several of the choices may be given, with commas between them. */
      several: trueOrFalse.optional(),
      /** Asked for, and required, only then. */
      when: whenSchema.optional(),
    },
    told('invalid.object')
  )
  .refine(({ type, choices }) => (type === 'choice') === (choices !== undefined), {
    error: () => messages.getMessage('invalid.choices'),
    path: ['choices'],
  })
  .refine(({ choices, several }) => !several || choices?.every((choice) => !choice.includes(',')) === true, {
    error: () => messages.getMessage('invalid.several'),
    path: ['several'],
  })
  .refine((parameter) => parameter.type !== 'certificate' || parameter.default === undefined, {
    error: () => messages.getMessage('invalid.certificateDefault'),
    path: ['default'],
  })
  .refine((parameter) => parameter.type !== 'secret' || parameter.default === undefined, {
    error: () => messages.getMessage('invalid.secretDefault'),
    path: ['default'],
  });

/** What a template asks of its user. */
export type Parameter = z.output<typeof parameterSchema>;

/** What is wrong with the path of a setting that there is not. */
export const wrongSettingPath = (path: unknown): string => {
  const meant = typeof path === 'string' ? suggestPlace(path, [...settingRows.keys()]) : undefined;
  return meant === undefined
    ? messages.getMessage('invalid.settingPath')
    : messages.getMessage('invalid.settingPath.didYouMean', [meant]);
};

const wrongPath = { error: ({ input }: { input?: unknown }) => wrongSettingPath(input) };

/** The path of a setting, as people write it. */
export const settingPath = z.string(wrongPath).refine(isSettingPath, wrongPath) as unknown as z.ZodType<SettingPath>;

const step = z.strictObject(
  {
    step: text,
    page: text.optional(),
    /** The step falls away where the app has this setting. */
    unless: settingPath.optional(),
    /** The step falls away with other values of these parameters. */
    when: whenSchema.optional(),
  },
  told('invalid.object')
);

/** Something that a person must do, with the page where it is done. */
export type Step = z.output<typeof step>;

/** Setting → what its value means to the vendor; that these are settings is checked where the template is. */
const whySchema = z.record(z.string(), text, told('invalid.object')) as unknown as z.ZodType<
  Partial<Record<SettingPath, string>>
>;

/** What templates are listed by, in this order. */
export const CATEGORIES = [
  'vendor',
  'pattern',
  'ai',
  'backup',
  'data',
  'devops',
  'documents',
  'integration',
  'monitoring',
  'security',
  'service',
] as const;

export type Category = (typeof CATEGORIES)[number];

export const VERIFICATIONS = ['guide', 'org'] as const;

/** The guide that a template follows. */
const sourceSchema = z.strictObject(
  {
    title: text,
    url: z.url({ protocol: /^https$/, ...told('invalid.text') }).optional(),
    /** The day on which it was read, ISO 8601. */
    read: z.iso.date({ error: () => messages.getMessage('invalid.date') }),
    /** What it has people set up; of a connected app, the template sets up what comes to the same. */
    describes: word(['externalClientApp', 'connectedApp']).default('externalClientApp'),
  },
  told('invalid.object')
);

export type Source = z.output<typeof sourceSchema>;

/** A key pair that is made with the app, with a certificate that signs itself, for JWT bearer. */
const keyPairSchema = z.strictObject(
  {
    /** Where the private key goes. */
    keyFile: text,
    /** How long the certificate is good, days. */
    days: text,
    /** Username for whom the client logs in. */
    username: text,
  },
  told('invalid.object')
);

const ownKeys = z.strictObject({
  title: text,
  summary: text,
  /** Name of the template that this one takes all from that it does not say itself. */
  extends: text.optional(),
  category: word([...CATEGORIES]).optional(),
  source: sourceSchema.optional(),
  /** What it was held against: the guide, word by word, or a login of the vendor's system in a real org. */
  verified: word([...VERIFICATIONS]).optional(),
  parameters: listOfNamed(parameterSchema).default([]),
  required: list(settingPath).default([]),
  /** With other values of these parameters, there is no app to set up: only what stands under `related`. */
  appWhen: whenSchema.optional(),
  usedWith: list(word([...FLOWS])).optional(),
  /** The app gets a certificate that is made with it, and so does its client the private key. */
  keyPair: keyPairSchema.optional(),
  before: list(step).default([]),
  after: list(step).default([]),
  why: whySchema.default({}),
});

/** What a template says about itself, beside the definition that it fills. */
export type TemplateHead = z.output<typeof ownKeys>;

export const templateHeadSchema: z.ZodType<TemplateHead> = ownKeys;

/** Whether what a template has by this name is about itself, and no part of the definition that it fills. */
export const isTemplateKey = (key: string): boolean => Object.hasOwn(ownKeys.shape, key);

/** Splits what a template's file holds: what it says about itself, and the definition that it fills. */
export const splitTemplate = (
  content: Record<string, unknown>
): { head: Record<string, unknown>; body: Record<string, unknown> } => {
  const isOwn = ([key]: [string, unknown]): boolean => isTemplateKey(key);
  const entries = Object.entries(content);
  return {
    head: Object.fromEntries(entries.filter(isOwn)),
    body: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
  };
};

/** One that is wrong may be anything: it takes part in no check but its own. */
const UNKNOWN: Omit<Parameter, 'name'> = { type: 'choice', help: '', required: false };

/** The parameters that a template's file declares, also where something is wrong with them. */
export const declaredParameters = (parameters: unknown): Parameter[] =>
  Array.isArray(parameters)
    ? parameters.map(
        (declared: { name?: unknown } | null) =>
          parameterSchema.safeParse(declared).data ?? { ...UNKNOWN, name: String(declared?.name) }
      )
    : [];

/** A whole template file, for the published JSON schema: a template's own keys, and a definition's. */
export const templateFileSchema = z.strictObject({
  ...ownKeys.shape,
  ...(definitionSchema as unknown as z.ZodObject).shape,
});
