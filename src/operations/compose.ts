import { Messages } from '@salesforce/core/messages';
import { isPlainHttp } from '../definition/callbacks.js';
import { hasGrants, isForGrantedOnly, isNobodyPermitted } from '../definition/grants.js';
import { apiNameFromLabel } from '../definition/names.js';
import type { Problem } from '../definition/problems.js';
import { relatedMembers } from '../definition/related.js';
import {
  checkPart,
  isEmpty,
  mergeDefinitions,
  settingsGiven,
  valueAt,
  type AppDefinition,
  type CheckedPart,
  type PartialDefinition,
} from '../definition/schema.js';
import { labelOf } from '../settings/table.js';
import { fillTemplate, hasApp, parametersOf, type OrgFacts } from '../templates/fill.js';
import { FLAG_OF_SETTING } from './flagSettings.js';
import type { AppParts } from './input.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'compose');

/** A whole definition, with what should be said about it. */
export interface Composed {
  /** What was asked for, and the name of the app. */
  definition: AppDefinition;
  /** False where the template's parameters ask only for what stands beside an app. */
  hasApp: boolean;
  /** The label for a new app where none was asked for. */
  defaultLabel: string;
  problems: Problem[];
}

const fillAndCheck = ({ template, parameters, secrets }: AppParts, org: OrgFacts): CheckedPart => {
  if (!template) return { value: {}, problems: [], wrong: [] };
  const { raw, problems } = fillTemplate(template, parameters, org, secrets);
  const checked = checkPart(raw, template.locate);
  return { ...checked, problems: [...problems, ...checked.problems] };
};

const nameWithFlag = (path: string): string => {
  const flag = FLAG_OF_SETTING.get(path);
  return flag === undefined ? path : `--${flag}`;
};

/** The settings that the template requires and nobody gave; one whose parameter is wrong was given. */
const missingSettings = (
  { template, wrongParameters }: AppParts,
  wrong: CheckedPart['wrong'],
  definition: PartialDefinition
): Problem[] => {
  if (!template) return [];
  return template.required
    .filter((path) => isEmpty(valueAt(definition, path)) && !wrong.includes(path))
    .map((path) => ({ path, parameters: parametersOf(template, path) }))
    .filter(({ parameters }) => !parameters.some((name) => wrongParameters.includes(name)))
    .map(({ path, parameters }) => ({
      where: [nameWithFlag(path), ...parameters.map((name) => `--set ${name}`)].join(', '),
      what: messages.getMessage('missing', [labelOf(path), path]),
    }));
};

/** A run-as user is what the client credentials flow is for, so naming one switches the flow on. */
const withClientCredentials = (definition: PartialDefinition): { value: PartialDefinition; problems: Problem[] } => {
  const flow = definition.oauth?.flows?.clientCredentials;
  if (definition.policies?.runAs === undefined || flow === true) return { value: definition, problems: [] };
  if (flow === false) {
    const problem = { where: nameWithFlag('policies.runAs'), what: messages.getMessage('runAsWithoutFlow') };
    return { value: definition, problems: [problem] };
  }
  return { value: mergeDefinitions(definition, { oauth: { flows: { clientCredentials: true } } }), problems: [] };
};

const warnOfGrants = (definition: PartialDefinition): string[] => {
  if (hasGrants(definition) === isForGrantedOnly(definition)) return [];
  const key = isNobodyPermitted(definition) ? 'warning.nobodyPermitted' : 'warning.grantsWithoutEffect';
  return [messages.getMessage(key)];
};

/** What should be said about an app that is set up so, although it can be. */
export const warningsFor = (definition: PartialDefinition): string[] => [
  ...(definition.oauth === undefined ? [messages.getMessage('warning.noOauth')] : []),
  ...(definition.oauth?.callbackUrls ?? [])
    .filter(isPlainHttp)
    .map((url) => messages.getMessage('warning.plainHttp', [url])),
  ...warnOfGrants(definition),
];

/** Name and label stand in for each other; without both there is no app to speak of. */
const nameAndLabel = (merged: PartialDefinition): { name: string; label: string; problems: Problem[] } => {
  const label = merged.label ?? merged.name ?? '';
  const name = merged.name ?? apiNameFromLabel(label);
  if (name !== '') return { name, label, problems: [] };
  const problem =
    label === ''
      ? { where: '--label', what: messages.getMessage('missing.label') }
      : { where: '--name', what: messages.getMessage('missing.name', [label]) };
  return { name, label, problems: [problem] };
};

/** What was asked of an app by flags and file goes nowhere where there is no app. */
const settingsOfNoApp = ({ file, flags }: AppParts): Problem[] =>
  [
    ...(flags.name === undefined ? [] : ['name']),
    ...settingsGiven(mergeDefinitions(file, flags)).map(({ path }) => path),
  ].map((path) => ({ where: nameWithFlag(path), what: messages.getMessage('noApp') }));

/** A definition of nothing but what stands beside an app; it is called by the first of that. */
const composeRelated = (parts: AppParts, template: CheckedPart): Composed => {
  const { related } = mergeDefinitions(mergeDefinitions(template.value, parts.file), parts.flags);
  const name = relatedMembers(related ?? {}).at(0)?.fullName ?? '';
  return {
    definition: { name, ...(related && { related }) },
    hasApp: false,
    defaultLabel: '',
    problems: [...parts.problems, ...template.problems, ...settingsOfNoApp(parts)],
  };
};

/**
 * Merges template, file and flags into one definition and checks what only the whole can show.
 *
 * @param org the org's facts, which templates refer to
 */
export const compose = (parts: AppParts, org: OrgFacts): Composed => {
  const template = fillAndCheck(parts, org);
  if (parts.template && !hasApp(parts.template, parts.parameters)) return composeRelated(parts, template);
  const merged = withClientCredentials(mergeDefinitions(mergeDefinitions(template.value, parts.file), parts.flags));
  const wrong = [...parts.wrong, ...template.wrong];
  const { name, label, problems } = nameAndLabel(merged.value);
  const isNameJudged = !parts.isUnread && !wrong.includes('name') && !wrong.includes('label');
  return {
    definition: { ...merged.value, name },
    hasApp: true,
    defaultLabel: label,
    problems: [
      ...parts.problems,
      ...template.problems,
      ...merged.problems,
      ...(isNameJudged ? problems : []),
      ...missingSettings(parts, wrong, merged.value),
    ],
  };
};
