import { Messages } from '@salesforce/core/messages';
import { FLAG_OF_SETTING } from '../operations/flagSettings.js';
import { labelOf, type SettingPath } from '../settings/table.js';
import type { Parameter, Step, TemplateHead } from '../templates/schema.js';
import { secretVariable } from '../templates/secrets.js';
import type { When } from '../templates/when.js';
import { describeSettings } from './definitionView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.display');

const section = (key: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', messages.getMessage(key), ...lines.map((line) => `  ${line}`)];

const describeWhen = (when: When): string =>
  Object.entries(when)
    .map(([name, values]) => `${name}=${values.join('|')}`)
    .join(', ');

const describeParameter = (parameter: Parameter): string => {
  const { name, type, help, required, default: preset, example, choices, when } = parameter;
  const details = [
    when !== undefined && messages.getMessage('parameter.when', [describeWhen(when)]),
    required && messages.getMessage('parameter.required'),
    preset !== undefined && messages.getMessage('parameter.default', [preset]),
    choices !== undefined && messages.getMessage('parameter.choices', [choices.join(', ')]),
    example !== undefined && messages.getMessage('parameter.example', [example]),
  ].filter((detail) => detail !== false);
  const given =
    type === 'secret' ? messages.getMessage('parameter.secret', [secretVariable(name), name]) : `--set ${name}=…`;
  return [`${given}  ${help.trim()}`, ...details.map((detail) => `(${detail})`)].join(' ');
};

const describeStep = ({ step, page, unless, when }: Step, index: number): string => {
  const conditions = [
    unless && messages.getMessage('step.unless', [labelOf(unless)]),
    when && `(${messages.getMessage('parameter.when', [describeWhen(when)])})`,
  ];
  return [`${index + 1}. ${step.trim()}`, page, ...conditions].filter(Boolean).join(' ');
};

type RelatedEntries = Array<{ name?: string; label?: string; friendlyName?: string }>;

const RELATED_TYPES: Readonly<Record<string, string>> = {
  authProviders: 'AuthProvider',
  namedCredentials: 'NamedCredential',
};

/** What stands beside the app, with `${…}` still in place. */
const describeRelated = ({ related }: Record<string, unknown>): string[] =>
  Object.entries((related ?? {}) as Record<string, RelatedEntries>).flatMap(([kind, entries]) =>
    entries.map(
      ({ name, label, friendlyName }) => `${RELATED_TYPES[kind] ?? kind} ${name ?? ''}: ${label ?? friendlyName ?? ''}`
    )
  );

const describeRequired = (path: SettingPath): string => {
  const flag = FLAG_OF_SETTING.get(path);
  return `${flag === undefined ? path : `--${flag}`}  ${labelOf(path)}`;
};

/** What a template sets up, asks for and leaves to people, as lines. */
export const describeTemplate = (
  template: TemplateHead & { name: string; definition: Record<string, unknown> }
): string[] => [
  `${template.title} (${template.name})`,
  template.summary.trim(),
  ...section('section.before', template.before.map(describeStep)),
  ...section('section.parameters', template.parameters.map(describeParameter)),
  ...section('section.required', template.required.map(describeRequired)),
  ...section('section.settings', describeSettings(template.definition).slice(1)),
  ...section('section.related', describeRelated(template.definition)),
  ...section('section.usedWith', template.usedWith ? [template.usedWith.join(', ')] : []),
  ...section(
    'section.why',
    (Object.entries(template.why) as Array<[SettingPath, string]>).map(
      ([path, why]) => `${labelOf(path)} (${path}): ${why.trim()}`
    )
  ),
  ...section('section.after', template.after.map(describeStep)),
];
