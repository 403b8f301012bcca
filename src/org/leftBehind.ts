import type { Connection } from '@salesforce/core';
import { memberKey, type Component } from '../metadata/components.js';
import { isSameName, type ApiName } from '../settings/apiNames.js';
import { readAllApps } from './apps.js';
import { appComponents, type LiveApp } from './liveApp.js';
import { retrieveMembers } from './retrieveMembers.js';

/** Those of an app's components that the org still has: docs/platform.md#deploying */
export const findLeft = async (connection: Connection, components: readonly Component[]): Promise<Component[]> => {
  const wanted = [...Map.groupBy(components, ({ type }) => type)].map(
    ([type, ofType]) => [type, ofType.map(({ fullName }) => fullName)] as const
  );
  const known = new Set(components.map(memberKey));
  const found = appComponents(await retrieveMembers(connection, new Map(wanted)));
  return found.filter((component) => known.has(memberKey(component)));
};

const isApp = ({ type }: Component): boolean => type === 'ExternalClientApplication';

/** The component that is the app itself; undefined where only others are left. */
export const appItself = (components: readonly Component[]): Component | undefined => components.find(isApp);

/** What is left of an app that is gone: components that still call themselves its. Reads all apps. */
export const findRemnant = async (connection: Connection, name: ApiName): Promise<LiveApp | undefined> => {
  const apps = await readAllApps(connection);
  return apps.find((app) => isSameName(app.name, name) && !appItself(app.components));
};
