import { Messages } from '@salesforce/core/messages';
import { valueIn, type Locate, type Problem } from '../definition/problems.js';
import { checkPart, isEmpty, valueAt } from '../definition/schema.js';
import type { SettingPath, SettingValues } from '../settings/table.js';
import type { ParameterValues } from './parameterValue.js';
import {
  fillGroup,
  fillKnown,
  fillPart,
  ORG_FACTS,
  pathInTemplate,
  referencesIn,
  referenceTo,
  type AppReference,
} from './references.js';
import type { Step } from './schema.js';
import type { Template } from './template.js';
import { holds } from './when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** What a template may refer to as `${org.…}`. */
export interface OrgReferences {
  /** Where people log in: login.salesforce.com, or test.salesforce.com for a sandbox. */
  loginUrl: string | undefined;
  instanceUrl: string | undefined;
  /** The user who runs this. */
  username: string | undefined;
  /** What the names of users end in beside what they end in in production: of a sandbox, its name after a dot. */
  usernameSuffix?: string;
  /** Where Setup's pages are. */
  setupUrl?: string;
}

const NO_ORG: OrgReferences = { loginUrl: undefined, instanceUrl: undefined, username: undefined };

/** How a user name refers to what those of the org end in. */
export const USERNAME_SUFFIX = referenceTo('org.usernameSuffix');

/** Usernames that are given by a person may refer to how the org's end, so that one command is right in every sandbox. */
export const withOrg = <T extends string | undefined>(given: T, { usernameSuffix }: OrgReferences): T =>
  (usernameSuffix === undefined ? given : given?.replaceAll(USERNAME_SUFFIX, usernameSuffix)) as T;

/** What stands for each reference of the template; undefined where nothing was given. */
const knownOf = (
  { parameters }: Template,
  values: ParameterValues,
  org: OrgReferences
): Map<string, string | undefined> =>
  new Map([
    ...parameters.map(({ name, type }): [string, string | undefined] => [
      name,
      type === 'username' ? withOrg(values[name], org) : values[name],
    ]),
    ...ORG_FACTS.map((fact): [string, string | undefined] => [`org.${fact}`, org[fact]]),
  ]);

/** The parameters that the template makes a setting of. */
export const parametersOf = (template: Template | undefined, setting: SettingPath): string[] => {
  const names = template?.parameters.map(({ name }) => name) ?? [];
  const value = valueIn(template?.body, setting.split('.'));
  return referencesIn(value)
    .map(({ name }) => name)
    .filter((name) => names.includes(name));
};

/** Facts of an org that the settings refer to where no org is at hand. */
const missingFacts = (template: Template, body: object, org: OrgReferences): Problem[] => {
  const names = referencesIn(body).map(({ name }) => name);
  const missing = ORG_FACTS.filter((fact) => names.includes(`org.${fact}`) && org[fact] === undefined);
  return missing.map((fact) => ({
    where: fact === 'loginUrl' ? '--org-type' : '--target-org',
    what: messages.getMessage('missingFact', [template.name]),
  }));
};

/** Whether the template sets up an app at all with these parameters. */
export const hasApp = ({ appWhen }: Template, values: ParameterValues): boolean => holds(appWhen, values);

/** A template's definition, still as people write it: to be checked. */
export interface FilledTemplate {
  raw: Record<string, unknown>;
  /** Tells where in the template a path of `raw` was written. */
  locate: Locate;
  /** Facts of an org that are missing. */
  problems: Problem[];
}

/** Where a value was given that is nothing but a parameter's; anything else stands in the template. */
const locateIn = (template: Template, values: ParameterValues, body: object, path: PropertyKey[]): string => {
  const value = valueIn(body, path);
  const name = referencesIn(value).find((reference) => value === referenceTo(reference.name))?.name;
  return name !== undefined && Object.hasOwn(values, name) ? `--set ${name}` : template.locate(path);
};

/**
 * The template's definition with its parameters and the org's facts put in.
 *
 * @param secrets values of secret parameters, which go where a password is wanted and nowhere else
 */
export const fillTemplate = (
  template: Template,
  values: ParameterValues,
  org: OrgReferences,
  secrets: Record<string, string> = {}
): FilledTemplate => {
  const body = hasApp(template, values) ? template.body : { related: template.body.related };
  const known = knownOf(template, { ...values, ...secrets }, org);
  return {
    raw: fillGroup(body, known),
    locate: (path) => locateIn(template, values, body, pathInTemplate(body, known, path)),
    problems: missingFacts(template, body, org),
  };
};

/**
 * The template's steps for people that are still to do, with `app` (facts of the app that now exists) put in too. A step
 * that is about something that was not given falls away.
 *
 * @param definition what the app has
 */
export const fillSteps = (
  steps: Step[],
  template: Template,
  values: ParameterValues,
  org: OrgReferences,
  definition: SettingValues,
  app: Partial<Record<AppReference, string>> = {}
): Step[] => {
  const known = new Map([...knownOf(template, values, org), ...Object.entries(app)]);
  const open = steps.filter(({ unless }) => unless === undefined || isEmpty(valueAt(definition, unless)));
  const filled = open.map((step) => fillPart(step, known) as Partial<Step> | undefined);
  return filled.filter((step): step is Step => step?.step !== undefined);
};

/** A text of a template with its references put in; undefined where one was not given. */
export const fillText = (
  text: string,
  template: Template,
  values: ParameterValues,
  org: OrgReferences
): string | undefined => fillPart(text, knownOf(template, values, org)) as string | undefined;

/** A text for people as far as it can be filled in before anything is asked; what is not known yet stands as `<name>`. */
export const fillEarly = (text: string, template: Template, values: ParameterValues, org: OrgReferences): string =>
  fillKnown(text, knownOf(template, values, org));

/** The settings of a template that hang on nothing: no parameter, no condition, no fact of an org. */
export const fixedSettings = (template: Template): SettingValues => {
  // Its app is read whatever it hangs on.
  const { raw } = fillTemplate({ ...template, appWhen: undefined }, {}, NO_ORG);
  return checkPart(raw, template.locate).value;
};
