import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { FLOWS } from '../definition/flows.js';
import { definitionSchema } from '../definition/schema.js';
import { list, text, trueOrFalse, word } from '../definition/values.js';
import { settingRows } from '../metadata/settings.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

const PARAMETER_TYPES = ['string', 'url', 'ip-range', 'email', 'username', 'choice'] as const;

const parameterSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][A-Za-z0-9]*$/, { error: () => messages.getMessage('invalid.parameterName') }),
    type: word([...PARAMETER_TYPES]).default('string'),
    help: text,
    required: trueOrFalse.default(false),
    default: text.optional(),
    example: text.optional(),
    pattern: z
      .string()
      .refine(isRegExp, { error: () => messages.getMessage('invalid.pattern') })
      .optional(),
    choices: list(text).optional(),
  })
  .refine(({ type, choices }) => (type === 'choice') === (choices !== undefined), {
    error: () => messages.getMessage('invalid.choices'),
    path: ['choices'],
  });

/** What a template asks of its user. */
export type Parameter = z.output<typeof parameterSchema>;

const settingPath = z
  .string()
  .refine((path) => settingRows.has(path), { error: () => messages.getMessage('invalid.settingPath') });

const step = z.strictObject({
  step: text,
  page: text.optional(),
  /** The step falls away where the app has this setting. */
  unless: settingPath.optional(),
});

/** Something that a person must do, with the page where it is done. */
export type Step = z.output<typeof step>;

const ownKeys = z.strictObject({
  title: text,
  summary: text,
  parameters: list(parameterSchema).default([]),
  required: list(settingPath).default([]),
  usedWith: list(word([...FLOWS])).optional(),
  before: list(step).default([]),
  after: list(step).default([]),
  why: z
    .record(z.string(), text)
    .refine((why) => Object.keys(why).every((path) => settingRows.has(path)), {
      error: () => messages.getMessage('invalid.settingPath'),
    })
    .default({}),
});

/** What a template says about itself, beside the definition that it fills. */
export type TemplateHead = z.output<typeof ownKeys>;

export const TEMPLATE_KEYS = Object.keys(ownKeys.shape);

export const templateHeadSchema: z.ZodType<TemplateHead> = ownKeys;

/** A whole template file, for the published JSON schema: a definition's keys and a template's own. */
export const templateFileSchema = z.strictObject({
  ...ownKeys.shape,
  ...(definitionSchema as unknown as z.ZodObject).shape,
});

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
