import { Messages } from '@salesforce/core/messages';
import { get } from '@salesforce/ts-types';
import { CLI_CALLBACK_URL, isPlainHttp } from '../definition/callbacks.js';
import { areControlsEnforced } from '../definition/controls.js';
import { hasGrants, NO_GRANTS, whoIsPermitted, type Grants } from '../definition/grants.js';
import type { Flow } from '../definition/flows.js';
import { formatPath, problemsError, type Locate, type Problem } from '../definition/problems.js';
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
import { withHeld } from '../definition/held.js';
import { apiNameFromLabel, asOwn, partsOf, type ApiName, type OwnNamespace } from '../settings/apiNames.js';
import { labelOf, type SettingPath, type SettingValues } from '../settings/table.js';
import { fillTemplate, hasApp, parametersOf, type OrgReferences } from '../templates/fill.js';
import { FLAG_OF_SETTING } from './flagSettings.js';
import type { AppRequest, ReadPart } from './request.js';
import { unknownSuffixes, withUsernames } from './usernames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'compose');

/** A whole definition, with what should be said about it. */
export interface Composed {
  /** What was asked for, to be {@link accept}ed; without a name where there is no app, or none that is named. */
  definition: PartialDefinition;
  /** False where the template's parameters ask only for what stands beside an app. */
  hasApp: boolean;
  /** The label for a new app where none was asked for. */
  defaultLabel: string;
  /** The API name was made from a label that the user gave. */
  isNameFromLabel: boolean;
  /** The settings that the template requires and nobody gave. */
  missing: SettingPath[];
  /** Where what the definition has at a path was written: a flag, or file, line and column. */
  locate: Locate;
  problems: Problem[];
  /** Those of the problems that are none where the app exists and holds what they are about. */
  ifNew: Problem[];
}

/** What is wrong whatever the org holds. */
export const wrongAnyhow = ({ problems, ifNew }: Pick<Composed, 'problems' | 'ifNew'>): Problem[] =>
  problems.filter((problem) => !ifNew.includes(problem));

/** What a template comes to, and where in it each path was written. */
type FilledPart = CheckedPart & { locate: Locate };

const NO_TEMPLATE: FilledPart = { value: {}, problems: [], wrong: [], refused: [], locate: formatPath };

const fillAndCheck = ({ template, parameters, secrets }: AppRequest, org: OrgReferences): FilledPart => {
  if (!template) return NO_TEMPLATE;
  const { raw, problems, locate } = fillTemplate(template, parameters, org, secrets);
  const checked = checkPart(raw, locate);
  return { ...checked, locate, problems: [...problems, ...checked.problems] };
};

const nameWithFlag = (path: SettingPath | 'name'): string => {
  const flag = FLAG_OF_SETTING.get(path);
  return flag === undefined ? path : `--${flag}`;
};

/** The settings that the template requires and nobody gave; one whose parameter is wrong was given. */
const missingSettings = (
  { template, wrongParameters }: AppRequest,
  wrong: CheckedPart['wrong'],
  definition: PartialDefinition
): SettingPath[] =>
  (template?.required ?? [])
    .filter((path) => isEmpty(valueAt(definition, path)) && !wrong.includes(path))
    .filter((path) => !parametersOf(template, path).some((name) => wrongParameters.includes(name)));

const toMissingProblem = ({ template }: AppRequest, path: SettingPath): Problem => ({
  where: [nameWithFlag(path), ...parametersOf(template, path).map((name) => `--set ${name}`)].join(', '),
  what: messages.getMessage('missing', [labelOf(path), path]),
});

/** Whether a part says anything of what stands at a path, be it the list that it is an item of. */
const isGivenIn = (value: PartialDefinition, path: PropertyKey[]): boolean => {
  const index = path.findIndex((key) => typeof key === 'number');
  return get(value, path.slice(0, index === -1 ? undefined : index).join('.')) !== undefined;
};

/** Flags win over the file, the file over the template. */
const locateIn = ({ flags, file, template }: Pick<Parts, 'flags' | 'file' | 'template'>): Locate => {
  const places: Array<[PartialDefinition, Locate]> = [
    [flags.value, flags.locate],
    [file.value, file.locate],
  ];
  return (path) => {
    const [, locate = template.locate] = places.find(([value]) => isGivenIn(value, path)) ?? [];
    return locate(path);
  };
};

/** A user to run as, and the flow switched off that it is for. */
const isWithoutFlow = ({ oauth, policies }: SettingValues): boolean =>
  policies?.runAs !== undefined && oauth?.flows?.clientCredentials === false;

/** What each part by itself does not show of a definition that is whole. */
export const contradictionsIn = (definition: SettingValues, locate: Locate): Problem[] =>
  isWithoutFlow(definition)
    ? [{ where: locate(['policies', 'runAs']), what: messages.getMessage('runAsWithoutFlow') }]
    : [];

const flagOf: Locate = (path) => nameWithFlag(formatPath(path) as SettingPath);

/**
 * A run-as user is what the client credentials flow is for, so naming one switches the flow on. One whose flow is off
 * only an app may have that holds it so.
 */
const withClientCredentials = (
  definition: PartialDefinition,
  held: SettingValues
): { value: PartialDefinition; problems: Problem[] } => {
  if (isWithoutFlow(definition))
    return { value: definition, problems: isWithoutFlow(held) ? [] : contradictionsIn(definition, flagOf) };
  return definition.policies?.runAs === undefined
    ? { value: definition, problems: [] }
    : { value: mergeDefinitions(definition, { oauth: { flows: { clientCredentials: true } } }), problems: [] };
};

const WARNING_OF_PERMITTED = {
  nobody: 'warning.nobodyPermitted',
  notSeen: 'warning.grantsNotSeen',
  somebody: undefined,
  everybody: 'warning.grantsWithoutEffect',
} as const;

const warnOfGrants = (definition: PartialDefinition, granted: Grants | undefined): string[] => {
  const permitted = whoIsPermitted(definition, granted);
  const key = WARNING_OF_PERMITTED[permitted];
  const isOfNoUse = permitted === 'everybody' && !hasGrants(definition);
  return key === undefined || isOfNoUse ? [] : [messages.getMessage(key)];
};

/** Whether a login by the Salesforce CLI gets refresh tokens of this app that change with every use. */
const rotatesTokensOfCli = (
  { oauth }: PartialDefinition,
  { createdDate, usedWith = ['authorizationCode'] }: { createdDate?: string | undefined; usedWith?: readonly Flow[] }
): boolean => {
  const isRotating = oauth?.security?.rotateRefreshTokens === true || areControlsEnforced(createdDate);
  return (
    isRotating && usedWith.includes('authorizationCode') && (oauth?.callbackUrls?.includes(CLI_CALLBACK_URL) ?? false)
  );
};

/**
 * What should be said about an app that is set up so, although it can be.
 *
 * @param live the app as it exists: what Salesforce enforces and whom the org has granted it hang on that; and the flows
 *   that it is used with, where they are known
 */
export const warningsFor = (
  definition: PartialDefinition,
  live: { createdDate?: string | undefined; grants?: Grants; usedWith?: readonly Flow[] } = { grants: NO_GRANTS }
): string[] => [
  ...(definition.oauth === undefined ? [messages.getMessage('warning.noOauth')] : []),
  ...(definition.oauth?.callbackUrls ?? [])
    .filter(isPlainHttp)
    .map((url) => messages.getMessage('warning.plainHttp', [url])),
  ...(rotatesTokensOfCli(definition, live) ? [messages.getMessage('warning.oldCli')] : []),
  ...warnOfGrants(definition, live.grants),
];

/** A label stands in for a name that nobody gave. */
const withName = (definition: PartialDefinition): PartialDefinition => ({
  ...definition,
  name: definition.name ?? apiNameFromLabel(definition.label ?? ''),
});

/** Without a name, and a label that makes one, there is no app to speak of. */
const missingName = ({ label }: PartialDefinition): Problem =>
  label === undefined
    ? { where: '--label', what: messages.getMessage('missing.label') }
    : { where: '--name', what: messages.getMessage('missing.name', [label]) };

/** A new app is the org's own; in another name space there is one only where its package is installed. */
const inForeignNamespace = (name: ApiName | undefined): Problem[] =>
  name === undefined || partsOf(name).namespace === null
    ? []
    : [{ where: '--name', what: messages.getMessage('foreignNamespace', [name, partsOf(name).namespace]) }];

/** With the name as the org has it, which owns the name space that somebody may have put before it. */
export const inOwnNamespace = (composed: Composed, own: OwnNamespace): Composed => {
  const { name } = composed.definition;
  if (name === undefined) return composed;
  const spelled = asOwn(name, own);
  const defaultLabel = composed.defaultLabel === name ? spelled : composed.defaultLabel;
  return { ...composed, definition: { ...composed.definition, name: spelled }, defaultLabel };
};

/**
 * The definition of an app that can be set up: one that has a name, and of which nothing is wrong.
 *
 * @throws SfError `InvalidInputError` with every problem at once
 */
export const accept = (definition: PartialDefinition, problems: Problem[]): AppDefinition => {
  const { name } = definition;
  const all = [...problems, ...inForeignNamespace(name)];
  if (all.length > 0) throw problemsError(all);
  if (name === undefined) throw problemsError([missingName(definition)]);
  return { ...definition, name };
};

/** What was asked of an app by flags and file goes nowhere where there is no app. */
const settingsOfNoApp = ({ file, flags }: AppRequest): Problem[] =>
  [
    ...(flags.value.name === undefined ? [] : (['name'] as const)),
    ...settingsGiven(mergeDefinitions(file.value, flags.value)).map(({ path }) => path),
  ].map((path) => ({ where: nameWithFlag(path), what: messages.getMessage('noApp') }));

/** The parts of a definition, and what is wrong with them. */
interface Parts {
  template: FilledPart;
  file: ReadPart;
  flags: ReadPart;
  problems: Problem[];
  ifNew: Problem[];
}

/** The problems of these parts that are none where an app holds what they are about. */
const ifNewIn = (parts: CheckedPart[]): Problem[] =>
  parts.flatMap(({ refused }) => refused.flatMap(({ refusals }) => refusals.flatMap(({ problems }) => problems)));

/** What is wrong with a request, whatever its template comes to and the org holds. */
export const wrongWithRequest = ({ problems, file, flags }: AppRequest): Problem[] =>
  wrongAnyhow({ problems, ifNew: ifNewIn([file, flags]) });

const partsAsked = (request: AppRequest, org: OrgReferences, held: SettingValues): Parts => {
  const filled = fillAndCheck(request, org);
  const [template, file, flags] = [withHeld(filled, held), withHeld(request.file, held), withHeld(request.flags, held)];
  const forgiven = [template, file, flags].flatMap((one) => one.forgiven);
  return {
    template: template.part,
    file: file.part,
    flags: flags.part,
    problems: [...request.problems, ...filled.problems].filter((problem) => !forgiven.includes(problem)),
    ifNew: ifNewIn([filled, request.file, request.flags]).filter((problem) => !forgiven.includes(problem)),
  };
};

/** A definition of nothing but what stands beside an app, which has no name itself. */
const composeRelated = (request: AppRequest, parts: Parts, merged: PartialDefinition): Composed => ({
  definition: { ...(merged.related && { related: merged.related }) },
  hasApp: false,
  defaultLabel: '',
  isNameFromLabel: false,
  missing: [],
  locate: locateIn(parts),
  problems: [...parts.problems, ...settingsOfNoApp(request)],
  ifNew: [],
});

/**
 * Merges template, file and flags into one definition and checks what only the whole can show.
 *
 * @param org what templates refer to of the org
 * @param held the settings of the app that exists: what it holds already is not asked for anew
 */
export const compose = (request: AppRequest, org: OrgReferences, held: SettingValues = {}): Composed => {
  const parts = partsAsked(request, org, held);
  const { template, file, flags } = parts;
  const all = withUsernames(mergeDefinitions(mergeDefinitions(template.value, file.value), flags.value), org);
  if (request.template && !hasApp(request.template, request.parameters)) return composeRelated(request, parts, all);
  const merged = withClientCredentials(all, held);
  const wrong = [...file.wrong, ...flags.wrong, ...template.wrong];
  const definition = withName(merged.value);
  const isNameJudged = !request.isUnread && !wrong.includes('name') && !wrong.includes('label');
  const missing = missingSettings(request, wrong, merged.value);
  return {
    definition,
    hasApp: true,
    defaultLabel: definition.label ?? definition.name ?? '',
    isNameFromLabel:
      merged.value.name === undefined && flags.value.label !== undefined && request.input.settings === undefined,
    missing,
    locate: locateIn(parts),
    problems: [
      ...parts.problems,
      ...merged.problems,
      ...unknownSuffixes(definition, locateIn(parts)),
      ...(isNameJudged && definition.name === undefined ? [missingName(definition)] : []),
      ...missing.map((path) => toMissingProblem(request, path)),
    ],
    ifNew: [...parts.ifNew, ...merged.problems],
  };
};
