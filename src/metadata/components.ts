import { Messages } from '@salesforce/core/messages';
import { set } from '@salesforce/kit';
import { get } from '@salesforce/ts-types';
import {
  fromValues,
  settingsGiven,
  type AppDefinition,
  type GivenSetting,
  type PartialDefinition,
} from '../definition/schema.js';
import {
  apiNameFromOrg,
  asOwn,
  partsOf,
  withNamespace,
  type ApiName,
  type OwnNamespace,
} from '../settings/apiNames.js';
import type { XmlElements, XmlValue } from '../settings/codecs.js';
import { ECA_TYPES, type EcaType } from '../settings/platform.js';
import { settingIntroducedIn, settingRows, type SettingPath } from '../settings/table.js';
import { namesForNew } from './memberNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'metadata');

/** One metadata component: a file's content as elements. */
export interface Component {
  type: EcaType;
  fullName: string;
  elements: XmlElements;
}

/** What encoding a definition comes to. */
export interface Encoded {
  components: Component[];
  /** Paths of settings that this API version cannot take; they are in no component. */
  unsupported: string[];
}

/**
 * What must never go from here to an org: key and secret are the org's own, and rotating them is not what setting up
 * an app means. See docs/platform.md#deploying.
 */
const NEVER_SENT = ['consumerKey', 'consumerSecret', 'shouldRotateConsumerKey', 'shouldRotateConsumerSecret'];

const without = (elements: XmlElements, names: string[]): XmlElements =>
  Object.fromEntries(Object.entries(elements).filter(([name]) => !names.includes(name)));

/** What tells a component from every other one of an org: names are the same whatever their case. */
export const memberKey = ({ type, fullName }: Pick<Component, 'type' | 'fullName'>): string =>
  `${type} ${fullName.toLowerCase()}`;

/**
 * Setup's own name for the component, or, where another app has that already, one beside it.
 *
 * @throws SfError `NoFreeNameError` where others have all of them: of names beyond these nobody has asked the org
 */
const freeName = (app: ApiName, type: EcaType, taken: ReadonlySet<string>): string => {
  const names = namesForNew(app, type);
  const free = names.find((fullName) => !taken.has(memberKey({ type, fullName })));
  if (free === undefined) throw messages.createError('error.noFreeName', [type, app, names.join(', ')]);
  return free;
};

/** @param owner what the app's components call it */
const bare = (definition: AppDefinition, type: EcaType, taken: ReadonlySet<string>, owner: string): Component => {
  if (type === 'ExternalClientApplication') return { type, fullName: definition.name, elements: {} };
  // What is new is the org's own, whosever the app is.
  const fullName = freeName(partsOf(definition.name).bare, type, taken);
  return { type, fullName, elements: { externalClientApplication: owner, label: fullName } };
};

/**
 * Types that go together even if the definition sets nothing in one of them: global settings need OAuth settings, and
 * of the policies neither is left to chance. An app without OAuth has no OAuth policies. See docs/platform.md#deploying.
 */
const OAUTH_COMPANIONS: readonly EcaType[] = ['ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthSettings'];
const POLICY_COMPANIONS: readonly EcaType[] = [
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppOauthConfigurablePolicies',
];

const typesToSend = (touched: Set<EcaType>): Set<EcaType> => {
  const types = new Set<EcaType>(['ExternalClientApplication', ...touched]);
  if (touched.has('ExtlClntAppOauthSecuritySettings')) types.add('ExtlClntAppGlobalOauthSettings');
  const hasOauth = OAUTH_COMPANIONS.some((type) => types.has(type));
  if (hasOauth) OAUTH_COMPANIONS.forEach((type) => types.add(type));
  if (!POLICY_COMPANIONS.some((type) => types.has(type))) return types;
  types.add('ExtlClntAppConfigurablePolicies');
  if (hasOauth) types.add('ExtlClntAppOauthConfigurablePolicies');
  return types;
};

const putElement = (elements: XmlElements, path: string, value: XmlValue | undefined): void => {
  const [parent, child] = path.split('.');
  // An element that is there and holds nothing is no text, either.
  if (child !== undefined && elements[parent] === '') elements[parent] = {};
  if (value !== undefined) {
    set(elements, path, value);
    return;
  }
  const holder = child === undefined ? elements : elements[parent];
  if (typeof holder === 'object') Reflect.deleteProperty(holder, child ?? parent);
};

/** The component with the settings that are its type's put over its elements. */
const overlay = (component: Component, given: GivenSetting[]): Component => {
  const elements = structuredClone(component.elements);
  for (const { setting, value } of given) {
    if (setting.type !== component.type) continue;
    const before = setting.elements.map((element) => get(component.elements, element) as XmlValue | undefined);
    setting.encode(value, before).forEach((encoded, index) => putElement(elements, setting.elements[index], encoded));
  }
  return { ...component, elements };
};

/** With the elements that the schema requires and people need not say: docs/platform.md#deploying */
const withRequired = (component: Component, hasOauth: boolean): Component =>
  component.type === 'ExtlClntAppConfigurablePolicies'
    ? { ...component, elements: { isEnabled: 'true', isOauthPluginEnabled: String(hasOauth), ...component.elements } }
    : component;

const splitBySupport = (
  definition: AppDefinition,
  apiVersion: number
): { supported: GivenSetting[]; unsupported: string[] } => {
  const given = settingsGiven(definition);
  const isSupported = ({ setting }: GivenSetting): boolean => settingIntroducedIn(setting) <= apiVersion;
  return {
    supported: given.filter(isSupported),
    unsupported: given.filter((row) => !isSupported(row)).map(({ path }) => path),
  };
};

/**
 * The components of a new app, with the member names that Setup itself gives.
 *
 * @param apiVersion major number; settings and types that it lacks are left out and named
 * @param taken {@link memberKey} of components that the org has: a deploy would take one over from another app
 */
export const encodeComponents = (
  definition: AppDefinition,
  apiVersion: number,
  taken: ReadonlySet<string> = new Set()
): Encoded => {
  const { supported, unsupported } = splitBySupport(definition, apiVersion);
  const types = typesToSend(new Set(supported.map(({ setting }) => setting.type)));
  const components = ECA_TYPES.filter((type) => types.has(type)).map((type) =>
    withRequired(overlay(bare(definition, type, taken, definition.name), supported), definition.oauth !== undefined)
  );
  return { components, unsupported };
};

/** The app that a component belongs to: told by its content, never by its name (docs/platform.md#types). */
const ownerOf = ({ type, fullName, elements: { externalClientApplication } }: Component): string => {
  if (type === 'ExternalClientApplication') return fullName;
  return typeof externalClientApplication === 'string' ? externalClientApplication : '';
};

/** What the components of an app call it: with its name space, where the app itself may go without. */
const calledIn = (components: Component[], name: ApiName): string =>
  components
    .filter(({ type }) => type !== 'ExternalClientApplication')
    .map(ownerOf)
    .find(Boolean) ?? name;

/**
 * The components of an existing app that a change touches, each whole: the elements that the org has, with the changed
 * settings put over them. A deploy clears what it leaves out, so nothing may be left out (docs/platform.md#deploying).
 *
 * @param changes the settings to change, and the app's name
 * @param taken {@link memberKey} of the components that have one of the names that new ones may get: a deploy would take
 * one over from another app
 */
export const encodeChanges = (
  changes: AppDefinition,
  existing: Component[],
  apiVersion: number,
  taken: ReadonlySet<string> = new Set()
): Encoded => {
  const { supported, unsupported } = splitBySupport(changes, apiVersion);
  const touched = new Set(supported.map(({ setting }) => setting.type));
  const companions = typesToSend(touched);
  const owner = calledIn(existing, changes.name);
  const has = (wanted: EcaType): boolean => existing.some(({ type }) => type === wanted);
  // An app without OAuth gets both kinds of OAuth settings at once; the org makes the policies that go with them. One with
  // OAuth settings alone stays without a consumer, until global settings are asked for.
  const isMissing = (type: EcaType): boolean =>
    OAUTH_COMPANIONS.includes(type) && companions.has(type) && !has(type) && !has('ExtlClntAppOauthSettings');
  const components = ECA_TYPES.filter((type) => touched.has(type) || isMissing(type)).map((type) => {
    const live = existing.find((component) => component.type === type);
    return live
      ? overlay({ ...live, elements: without(live.elements, NEVER_SENT) }, supported)
      : withRequired(
          overlay(bare(changes, type, taken, owner), supported),
          changes.oauth !== undefined || has('ExtlClntAppOauthSettings')
        );
  });
  return { components, unsupported };
};

/** How the components of each app call it, as the org spells the app: docs/platform.md#name-spaces */
const spellingIn = (apps: string[], own: OwnNamespace): ((owner: string) => string) => {
  const spelled = new Map(apps.map((name) => [name.toLowerCase(), name]));
  const find = (name: string): string | undefined => spelled.get(name.toLowerCase());
  return (owner) => {
    // Where the org does not say which name space is its own, an app of that name has to tell.
    const bare = own === undefined ? partsOf(owner).bare : asOwn(owner, own);
    return find(owner) ?? find(bare) ?? (own === undefined ? owner : (find(withNamespace(own, bare)) ?? bare));
  };
};

/**
 * Components by the app that they belong to, apps as the org spells them. In the org that owns a name space, an app is
 * called `App` and its other components say `ns__App`: docs/platform.md#name-spaces
 *
 * @param own the name space that the org owns
 */
export const groupByApp = (components: readonly Component[], own?: OwnNamespace): Map<ApiName, Component[]> => {
  const apps = components.filter(({ type }) => type === 'ExternalClientApplication');
  const spell = spellingIn(
    apps.map(({ fullName }) => fullName),
    own
  );
  const groups = new Map<ApiName, Component[]>();
  for (const component of components) {
    const owner = ownerOf(component);
    if (owner === '') continue;
    const app = apiNameFromOrg(spell(owner));
    const group = groups.get(app);
    if (group) group.push(component);
    else groups.set(app, [component]);
  }
  return groups;
};

/**
 * The settings among these that nobody but the publisher of a packaged app can change: all but the policies, which are
 * each org's own. See docs/platform.md#name-spaces
 */
export const settingsOfPublisher = (asked: PartialDefinition): SettingPath[] =>
  settingsGiven(asked)
    .filter(({ setting }) => !POLICY_COMPANIONS.includes(setting.type))
    .map(({ path }) => path);

/** One app's definition from its components; a setting that no component holds is absent. */
export const decodeComponents = (name: ApiName, components: Component[]): AppDefinition => ({
  name,
  ...fromValues(
    [...settingRows].map(([path, setting]) => {
      const elements = components.find(({ type }) => type === setting.type)?.elements;
      const found = setting.elements.map((element) => get(elements, element) as XmlValue | undefined);
      return [path, setting.decode(found)];
    })
  ),
});
