import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import type { PartialDefinition } from '../../src/definition/schema.js';
import type { OauthRefusal } from '../../src/oauth/refusal.js';
import { testApp, type TestOptions } from '../../src/operations/appTest.js';
import { explainRefusal, type LoginCause } from '../../src/operations/loginCauses.js';
import { findApp } from '../../src/operations/readApps.js';
import type { AppInput } from '../../src/operations/request.js';
import { orgWord } from '../../src/org/runningUser.js';
import { apiNameFromUser, type ApiName } from '../../src/settings/apiNames.js';
import { logInAs, type AppClient, type Login } from './appClient.js';
import { readConsumer } from './consumer.js';
import { connectTo, create, flag, recordRun } from './operations.js';
import { follow } from './remedies.js';
import { saveLogin } from './savedLogin.js';
import type { System } from './systems.js';

/** How a login ended that was refused. */
export interface Refused extends LoginCause {
  code: string;
}

/** An app as its guide has it, its client, and what a user does about both. */
export class Trouble {
  public client: AppClient = { consumerKey: '', consumerSecret: '', callbackUrl: '', user: '' };
  /** The app as it was set up. */
  public definition: PartialDefinition = {};

  private constructor(
    public readonly org: LocalOrg,
    private readonly clock: { later: number },
    public readonly connection: Connection,
    public readonly system: System,
    public readonly name: ApiName,
    public readonly folder: string
  ) {}

  public static async with(system: System, options: LocalOrgOptions): Promise<Trouble> {
    const clock = { later: 0 };
    const org = await startLocalOrg({
      deployTime: 0,
      refreshTime: 0,
      clock: () => Date.now() + clock.later,
      ...options,
    });
    const connection = await connectTo(org);
    await saveLogin(org);
    const { name } = await create(recordRun(), connection, system.input, { enableAccess: true });
    const folder = await mkdtemp(join(tmpdir(), 'broken-logins-'));
    const trouble = new Trouble(org, clock, connection, system, apiNameFromUser(name), folder);
    const { id, definition } = await findApp(connection, trouble.name);
    trouble.definition = definition;
    trouble.client = {
      ...(await readConsumer(connection, String(id))),
      callbackUrl: String(definition.oauth?.callbackUrls?.[0]),
      user: 'integration@local.org',
    };
    return trouble;
  }

  public async change(...flags: AppInput['flags']): Promise<void> {
    const input = { parameters: [], flags: [flag('name', this.name), ...flags] };
    await create(recordRun(), this.connection, input, { updateExisting: true });
  }

  /** What `sf eca test` finds; undefined where nothing is wrong. */
  public async test(more: Partial<TestOptions> = {}): Promise<Refused | undefined> {
    const { connection, name, system } = this;
    const options = { connection, name, waitMs: 0, enableAccess: true, flows: [system.flow], ...more };
    const { state, flows } = await testApp(recordRun(), options);
    if (state === 'passed') return undefined;
    const [{ error, cause, remedy }] = flows.filter((one) => one.state !== 'passed');
    return { code: `${state} ${error?.code}`, cause: String(cause), remedy: String(remedy) };
  }

  /** What becomes of a login of the vendor's system, told as `sf eca test` tells it. */
  public async logIn(login: Login, more: Partial<AppClient> = {}): Promise<Refused | undefined> {
    return this.explain(login, logInAs(this.org, { ...this.client, ...more }, login));
  }

  public async explain(flow: Login, work: Promise<unknown>): Promise<Refused | undefined> {
    const refusal = await work.then(
      () => undefined,
      (error: unknown) => error as OauthRefusal
    );
    if (refusal === undefined) return undefined;
    const { definition } = await findApp(this.connection, this.name);
    const context = { flow, definition, org: orgWord(this.connection), username: this.client.user, again: [] };
    return { code: refusal.code, ...explainRefusal(refusal, context) };
  }

  /** Time passes in the org while something else is done. */
  public passTime(ms: number): void {
    setTimeout(() => (this.clock.later += ms), 300);
  }

  /** Runs the command that a remedy names. */
  public follow(remedy: string, filledIn: Record<string, string> = {}, more: string[] = []): Promise<unknown> {
    return follow(remedy, filledIn, this.folder, more);
  }

  public async stop(): Promise<void> {
    await rm(this.folder, { recursive: true });
    await this.org.stop();
  }
}
