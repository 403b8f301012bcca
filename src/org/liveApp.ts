import type { Connection } from '@salesforce/core';
import type { Grants } from '../definition/grants.js';
import type { AppDefinition } from '../definition/schema.js';
import { isEcaType } from '../metadata/componentTypes.js';
import { decodeComponents, type Component } from '../metadata/components.js';
import type { ApiName, OwnNamespace } from '../settings/apiNames.js';
import { ECA_TYPES, introducedIn, type EcaType } from '../settings/platform.js';
import { installedFrom, type AppRecord } from './namespaces.js';
import type { LastChange, RetrievedComponent } from './zip.js';

/** An app as the org holds it. */
export interface LiveApp {
  name: ApiName;
  /** The name space of the package that it was installed from; null for one of the org's own. */
  installedFrom: string | null;
  /** Record id (0xI…), where the user may see the record. */
  id: string | null;
  /** ISO 8601 */
  createdDate: string | undefined;
  consumerKey: string | null;
  components: Component[];
  /**
   * `memberKey` of the components that have a name which a new component of this app may get, whosever they are; of
   * others, only some.
   */
  taken: ReadonlySet<string>;
  definition: AppDefinition;
  /** To whom the org has granted it; undefined where that was not asked, or the org does not show it. */
  grants?: Grants;
  /** Who changed any of it last, and when; undefined where that was not asked, or the org does not tell. */
  lastChange?: LastChange;
}

/** Whether the app can give out tokens at all. */
export const hasOauth = ({ components }: LiveApp): boolean =>
  components.some(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');

/** The major number of the API version in use. */
export const majorVersion = (connection: Connection): number => Math.floor(Number(connection.getApiVersion()));

/** The types of which apps are made in the API version in use. */
export const knownTypes = (connection: Connection): EcaType[] =>
  ECA_TYPES.filter((type) => introducedIn(type) <= majorVersion(connection));

/** Those of the components that apps are made of. */
export const appComponents = (found: RetrievedComponent[]): Component[] =>
  found.flatMap(({ type, fullName, elements }) => (isEcaType(type) ? [{ type, fullName, elements }] : []));

const inOrder = (a: Component, b: Component): number =>
  ECA_TYPES.indexOf(a.type) - ECA_TYPES.indexOf(b.type) || a.fullName.localeCompare(b.fullName);

/** An app from what belongs to it, in whatever order it was read. */
export const toLiveApp = (
  name: ApiName,
  components: Component[],
  { record, own, taken }: { record: AppRecord | undefined; own: OwnNamespace; taken: ReadonlySet<string> }
): LiveApp => {
  const global = components.find(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');
  const consumerKey = global?.elements.consumerKey;
  return {
    name,
    installedFrom: installedFrom(name, own),
    id: record?.id ?? null,
    createdDate: record?.createdDate,
    consumerKey: typeof consumerKey === 'string' ? consumerKey : null,
    components: [...components].sort(inOrder),
    taken,
    definition: decodeComponents(name, components),
  };
};
