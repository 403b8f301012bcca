import { Messages } from '@salesforce/core/messages';
import { get } from '@salesforce/ts-types';
import type { GivenSetting } from '../definition/schema.js';
import { FLAG_OF_SETTING } from '../operations/flagSettings.js';
import { labelOf, type SettingPath } from '../settings/table.js';
import type { Parameter, Step, TemplateHead } from '../templates/schema.js';
import { secretVariable } from '../templates/secrets.js';
import { whenSchema, type When } from '../templates/when.js';
import { describeSettings } from './definitionView.js';
import { describeAge } from './templateList.js';
import { formatSetting, formatValue } from './values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.display');

/** What a template says of itself, and the definition with its `${…}` still in place. */
export type ShownTemplate = TemplateHead & { name: string; definition: Record<string, unknown> };

const section = (key: string, lines: string[], tokens: string[] = []): string[] =>
  lines.length === 0 ? [] : ['', messages.getMessage(key, tokens), ...lines.map((line) => `  ${line}`)];

const describeWhen = (when: When): string =>
  Object.entries(when)
    .map(([name, values]) => `${name}=${values.join('|')}`)
    .join(', ');

const onlyWith = (when: When): string => messages.getMessage('when', [describeWhen(when)]);

/** The condition of a part of a template, as it is put behind what is said of the part. */
const conditionOf = (part: unknown): string => {
  const when = whenSchema.safeParse(get(part, 'when')).data;
  return when === undefined ? '' : ` (${onlyWith(when)})`;
};

const withoutWhen = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'when'))
    : value;

/** A text of a list that hangs on a condition stands in a group with it. */
const withoutCondition = (item: unknown): unknown => {
  const rest = withoutWhen(item);
  const { value, ...others } = Object(rest) as { value?: unknown };
  return typeof value === 'string' && Object.keys(others).length === 0 ? value : rest;
};

const describeItem = (item: unknown): string => `${formatValue(withoutCondition(item))}${conditionOf(item)}`;

const describeValue = ({ setting, value }: GivenSetting): string =>
  Array.isArray(value) && value.length > 0
    ? value.map(describeItem).join(', ')
    : `${formatSetting(setting, withoutWhen(value))}${conditionOf(value)}`;

/** The groups that a setting stands in, the outermost first. */
const groupsOf = (path: SettingPath): string[] => {
  const keys = path.split('.').slice(0, -1);
  return keys.map((_key, index) => keys.slice(0, index + 1).join('.'));
};

/** The settings with the conditions that they, their groups and their items have. */
const describeDefinition = (definition: Record<string, unknown>): string[] =>
  describeSettings(definition, (given) => {
    const groups = groupsOf(given.path).map((path) => conditionOf(get(definition, path)));
    return [describeValue(given), ...groups].join('');
  });

const describeParameter = (parameter: Parameter): string => {
  const { name, type, help, required, default: preset, example, choices, several, when } = parameter;
  const details = [
    when !== undefined && onlyWith(when),
    required && messages.getMessage('parameter.required'),
    preset !== undefined && messages.getMessage('parameter.default', [preset]),
    choices !== undefined &&
      messages.getMessage(several ? 'parameter.severalChoices' : 'parameter.choices', [choices.join(', ')]),
    example !== undefined && messages.getMessage('parameter.example', [example]),
  ].filter((detail) => detail !== false);
  const given =
    type === 'secret' ? messages.getMessage('parameter.secret', [secretVariable(name), name]) : `--set ${name}=…`;
  return [`${given}  ${help.trim()}`, ...details.map((detail) => `(${detail})`)].join(' ');
};

const describeStep = ({ step, page, unless, when }: Step, index: number): string => {
  const conditions = [unless && messages.getMessage('step.unless', [labelOf(unless)]), when && `(${onlyWith(when)})`];
  return [`${index + 1}. ${step.trim()}`, page, ...conditions].filter(Boolean).join(' ');
};

const describeApp = ({ appWhen, definition }: Pick<ShownTemplate, 'appWhen' | 'definition'>): string[] => {
  const lines = describeDefinition(definition).slice(1);
  return appWhen === undefined
    ? section('section.settings', lines)
    : section('section.settings.when', lines, [onlyWith(appWhen)]);
};

/** What stands beside an app, in the order in which it comes about. */
const RELATED_TYPES = {
  permissionSets: 'PermissionSet',
  permissionSetAssignments: 'PermissionSetAssignment',
  authProviders: 'AuthProvider',
  namedCredentials: 'NamedCredential',
} as const;

/** What stands beside the app, with `${…}` still in place: all of it, for whoever is to judge it. */
const describeRelated = ({ related }: Record<string, unknown>): string[] =>
  Object.entries(RELATED_TYPES).flatMap(([kind, type]) =>
    ((get(related, kind) ?? []) as Array<Record<string, unknown>>).map((entry) => {
      const { name, permissionSet = name, ...rest } = entry;
      const details = Object.entries(rest)
        .filter(([key]) => key !== 'when' && key !== 'name')
        .map(([key, value]) => `${key} ${formatValue(value)}`);
      return `${type} ${String(permissionSet)}: ${details.join(', ')}${conditionOf(entry)}${conditionOf(related)}`;
    })
  );

const describeKeyPair = ({ keyPair }: ShownTemplate): string[] =>
  keyPair === undefined ? [] : [messages.getMessage('keyPair', [keyPair.keyFile, keyPair.days, keyPair.username])];

const describeRequired = (path: SettingPath): string => {
  const flag = FLAG_OF_SETTING.get(path);
  return `${flag === undefined ? path : `--${flag}`}  ${labelOf(path)}`;
};

const describeSource = ({ source, verified }: ShownTemplate): string[] =>
  source === undefined
    ? []
    : [
        [source.title, source.url].filter(Boolean).join(', '),
        messages.getMessage('source.read', [source.read, describeAge(source.read, new Date())]),
        ...(source.describes === 'connectedApp' ? [messages.getMessage('source.connectedApp')] : []),
        ...(verified === undefined ? [] : [messages.getMessage(`verified.${verified}`)]),
      ];

/** What a template sets up, asks for and leaves to people, as lines. */
export const describeTemplate = (template: ShownTemplate): string[] => [
  `${template.title} (${template.name})`,
  template.summary.trim(),
  ...(template.extends === undefined ? [] : [messages.getMessage('extends', [template.extends])]),
  ...section('section.source', describeSource(template)),
  ...section('section.before', template.before.map(describeStep)),
  ...section('section.parameters', template.parameters.map(describeParameter)),
  ...section('section.required', template.required.map(describeRequired)),
  ...describeApp(template),
  ...section('section.related', describeRelated(template.definition)),
  ...section('section.keyPair', describeKeyPair(template)),
  ...section('section.usedWith', template.usedWith ? [template.usedWith.join(', ')] : []),
  ...section(
    'section.why',
    (Object.entries(template.why) as Array<[SettingPath, string]>).map(
      ([path, why]) => `${labelOf(path)} (${path}): ${why.trim()}`
    )
  ),
  ...section('section.after', template.after.map(describeStep)),
];
