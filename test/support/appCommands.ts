import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { formatYaml } from '../../src/definition/document.js';
import type { AppDefinition } from '../../src/definition/schema.js';
import {
  changeAllowlist,
  planAllowlist,
  type AllowlistPlan,
  type ChangedAllowlist,
} from '../../src/operations/allowlist.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { getCredentials, type AppCredentials } from '../../src/operations/getCredentials.js';
import { checkRanges } from '../../src/operations/givenRanges.js';
import { planLock, type LockPlan } from '../../src/operations/lockPlan.js';
import { findApp } from '../../src/operations/readApps.js';
import type { FlagSetting } from '../../src/operations/request.js';
import { readApps, type LiveApp } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { create, flag, recordRun, type CreationOptions, type RecordedRun } from './operations.js';

/** An address that an allowlist takes. */
export const PUBLIC = '54.203.11.7';

/** What is done with the apps of an org, as its commands do it. */
export class Commands {
  public readonly run: RecordedRun = recordRun();

  public constructor(public readonly connection: Connection) {}

  public create(name: string, flags: FlagSetting[], more: CreationOptions = {}): Promise<CreatedApp> {
    const input = { parameters: [], flags: [{ flag: 'name', path: 'name' as const, value: name }, ...flags] };
    return create(this.run, this.connection, input, { updateExisting: true, ...more });
  }

  /** With a definition file. */
  public async takeBack(definition: AppDefinition): Promise<CreatedApp> {
    const folder = await mkdtemp(join(tmpdir(), 'definition-'));
    const definitionFile = join(folder, 'app.yaml');
    await writeFile(definitionFile, formatYaml(definition));
    const input = { parameters: [], flags: [], definitionFile };
    return create(this.run, this.connection, input).finally(() => rm(folder, { recursive: true }));
  }

  public planAllowlist(name: string, ip = PUBLIC): Promise<AllowlistPlan> {
    const given = checkRanges([ip], undefined);
    return planAllowlist(this.run, { connection: this.connection, name: apiNameFromUser(name), verb: 'add', given });
  }

  public planLock(name: string): Promise<LockPlan> {
    const common = { connection: this.connection, now: new Date(), mustBeTested: false };
    return planLock(this.run, { ...common, name: apiNameFromUser(name), allowIps: [PUBLIC] });
  }

  public async addToAllowlist(name: string, ip: string): Promise<ChangedAllowlist> {
    const plan = await this.planAllowlist(name, ip);
    const options = { connection: this.connection, dryRun: false, waitMs: 60_000, wasApproved: false };
    return changeAllowlist(this.run, plan, options);
  }

  public credentials(name: string): Promise<AppCredentials> {
    const options = { connection: this.connection, name: apiNameFromUser(name), enableAccess: true };
    return getCredentials(recordRun(), options);
  }

  public find(name: string): Promise<LiveApp> {
    return findApp(this.connection, apiNameFromUser(name));
  }

  /** What the org holds: the members of each app, by its name. */
  public async members(): Promise<Record<string, string[]>> {
    const apps = await readApps(this.connection);
    return Object.fromEntries(apps.map(({ name, components }) => [name, components.map(({ fullName }) => fullName)]));
  }
}

export const CALLBACK = flag('oauth.callbackUrls', ['https://shop.example/callback']);
/** A plain app with OAuth. */
export const OAUTH = [
  CALLBACK,
  flag('oauth.scopes', ['api', 'refresh_token']),
  flag('policies.permittedUsers', 'allSelfAuthorized'),
];
