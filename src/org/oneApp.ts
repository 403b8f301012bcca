import type { Connection } from '@salesforce/core';
import { memberKey } from '../metadata/components.js';
import { globalNames, orgMadeNames } from '../metadata/memberNames.js';
import type { ApiName } from '../settings/apiNames.js';
import type { EcaType } from '../settings/platform.js';
import { askTogether } from './batch.js';
import { appComponents, knownTypes, majorVersion, toLiveApp, type LiveApp } from './liveApp.js';
import { Findings, nextToRetrieve, type Members } from './memberSearch.js';
import { memberQueries, membersIn, type AppMembers, type MemberQuery } from './members.js';
import { idsCalled } from './namespaces.js';
import { lackedIn, setUpQueries, type Permission, type PermissionQuery } from './permissions.js';
import { retrieveMembers } from './retrieveMembers.js';
import { usernameOf } from './runningUser.js';
import { APP_SETTINGS, appSettingsIn, type AppSettings } from './secretAccess.js';

export interface ReadOptions {
  /** Have the org's settings for apps come along, in the same answer. */
  withSettings?: boolean;
  /** Have it told what the user lacks of what a change needs, in the same answer. */
  withPermissions?: boolean;
}

export interface ReadApp {
  /** undefined where the org has no such app */
  app: LiveApp | undefined;
  /** undefined where they were not asked for, or the org has none */
  settings: AppSettings | undefined;
  /** Permissions that the user lacks; none where they were not asked for, or the org does not tell. */
  lacked: Permission[];
}

interface FoundMembers {
  members: AppMembers;
  lacked: Permission[];
  /** That the org does not have the other app; false where it was not asked, or does not tell. */
  lacksOther: boolean;
}

/**
 * Asks the org what an app is made of, in one request.
 *
 * @param other an app of which to ask in the same request whether the org has it
 */
const findMembers = async (
  connection: Connection,
  name: ApiName,
  { withPermissions = false, other }: ReadOptions & { other?: ApiName } = {}
): Promise<FoundMembers> => {
  const answers = await askTogether<MemberQuery | PermissionQuery | 'other'>(connection, {
    ...memberQueries(name, majorVersion(connection)),
    ...(withPermissions && setUpQueries(usernameOf(connection))),
    ...(other !== undefined && { other: idsCalled(other) }),
  });
  const lacksOther = Array.isArray(answers.other) && answers.other.length === 0;
  return { members: membersIn(name, answers), lacked: lackedIn(answers), lacksOther };
};

/** One app being read. */
class Reading {
  private readonly findings = new Findings();
  private settings: AppSettings | undefined;
  private wantsSettings: boolean;

  public constructor(
    private readonly connection: Connection,
    { withSettings = false }: ReadOptions
  ) {
    this.wantsSettings = withSettings;
  }

  public async retrieve(wanted: Members): Promise<void> {
    const all = new Map([...wanted, ...(this.wantsSettings ? APP_SETTINGS : [])]);
    this.wantsSettings = false;
    const found = await retrieveMembers(this.connection, all);
    this.settings ??= appSettingsIn(found);
    this.findings.add(wanted, appComponents(found));
  }

  public async finish(members: AppMembers, lacked: Permission[] = []): Promise<ReadApp> {
    const next = (): Members => nextToRetrieve(members, knownTypes(this.connection), this.findings);
    for (let wanted = next(); wanted.size > 0; wanted = next()) await this.retrieve(wanted);
    return { app: this.toApp(members), settings: this.settings, lacked };
  }

  private toApp(members: AppMembers): LiveApp | undefined {
    const { app, own, taken, grants } = members;
    const record = typeof app === 'string' ? undefined : app;
    const found = this.findings.of(members);
    if (!found) return undefined;
    const inUse = new Set([...taken, ...this.findings.components.map(memberKey)]);
    return { ...toLiveApp(...found, { record, own, taken: inUse }), grants };
  }
}

/**
 * Reads one app by the names of its members: what it costs does not grow with the number of apps. What names cannot
 * tell is found out from a type's components whole: docs/platform.md#reading
 *
 * @param members what was asked of the org before: {@link findMembers}, or the same queries in another batch
 */
export const readApp = (connection: Connection, members: AppMembers, options: ReadOptions = {}): Promise<ReadApp> =>
  new Reading(connection, options).finish(members);

/** The same, asking first what the app is made of. */
export const readAppByName = async (
  connection: Connection,
  name: ApiName,
  options: ReadOptions = {}
): Promise<ReadApp> => {
  const { members, lacked } = await findMembers(connection, name, options);
  return new Reading(connection, options).finish(members, lacked);
};

/** The members that an app has after a deploy, and those that the org will have made with it. */
const likelyMembers = (app: ApiName, deployed: Deployed[], types: EcaType[]): Members => {
  const namesOf = (type: EcaType): string[] =>
    deployed.filter((component) => component.type === type).map(({ fullName }) => fullName);
  const oauthNames = namesOf('ExtlClntAppOauthSettings');
  const guess = (type: EcaType): string[] => {
    if (type === 'ExternalClientApplication') return [app];
    if (type === 'ExtlClntAppGlobalOauthSettings') return globalNames(app, oauthNames);
    return orgMadeNames(app, type, oauthNames);
  };
  const likely = (type: EcaType): string[] => (namesOf(type).length > 0 ? namesOf(type) : guess(type));
  return new Map(types.map((type) => [type, likely(type)] as const).filter(([, names]) => names.length > 0));
};

type Deployed = { type: string; fullName: string };

/**
 * Reads back an app of which the member names are known from what was deployed: the queries that would find them run
 * beside the retrieve, and only tell whether there are more.
 *
 * @param deployed components that were sent, and those that the app had before
 * @param other an app of which to ask in the same request whether the org has it
 */
export const readDeployedApp = async (
  connection: Connection,
  name: ApiName,
  deployed: Deployed[],
  other?: ApiName
): Promise<ReadApp & Pick<FoundMembers, 'lacksOther'>> => {
  const reading = new Reading(connection, {});
  const [{ members, lacksOther }] = await Promise.all([
    findMembers(connection, name, { other }),
    reading.retrieve(likelyMembers(name, deployed, knownTypes(connection))),
  ]);
  return { ...(await reading.finish(members)), lacksOther };
};
