import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type {
  AccessMember,
  AuthProviderDefinition,
  NamedCredentialDefinition,
  RelatedMember,
} from '../definition/related.js';
import { encodeAuthProvider, encodeNamedCredential, relatedPath, type RelatedComponent } from '../metadata/related.js';
import { toXml } from '../metadata/xml.js';
import type { LiveApp } from '../org/apps.js';
import type { DeployedComponent, DeployStatus } from '../org/deploy.js';
import { deploy, type DeployWatch } from './deployment.js';
import { getCredentials, type AppCredentials } from './getCredentials.js';
import { isRelatedMissing, planRelatedAgain, type RelatedPlan } from './relatedPlan.js';
import { standingOn, type Run } from './run.js';
import { isOld, placeBesideApps, takeTurn } from './undisturbed.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** What stands beside the app, and what this run did to it. */
export interface RelatedResult {
  type: RelatedMember['type'] | AccessMember['type'];
  fullName: string;
  /** `changed`: somebody else had made it since the org was read. */
  state: DeployedComponent['state'];
}

export interface RelatedOptions {
  connection: Connection;
  /** Turn the org's access to secrets over REST on for the read, where it is off. */
  enableAccess: boolean;
  /** How long to wait for each deploy, ms. */
  waitMs: number;
  /** Rehearse: only what stands without the app's key and secret can be. */
  dryRun: boolean;
  /** The command that goes on with a deploy. */
  resumeCommand: (jobId: string) => string;
}

/** What has become of everything beside the app. */
export interface RelatedOutcome {
  related: RelatedResult[];
  /** A deploy that still ran when the time to wait was up; what comes after it is not there yet. */
  runningId: string | undefined;
  /** The last deploy that was made for it. */
  deployId: string | null;
  nextSteps: string[];
  /** The app's, where they had to be read. */
  credentials: AppCredentials | undefined;
}

/** The org takes no user name and password in a credential in which every user has own ones. */
class LoginRefused extends Error {}

const isPasswordOfUsers = ({ identityType, protocol, username }: NamedCredentialDefinition): boolean =>
  identityType === 'perUser' && protocol === 'password' && username !== undefined;

const withoutLogin = (credential: NamedCredentialDefinition): NamedCredentialDefinition =>
  isPasswordOfUsers(credential) ? { ...credential, username: undefined, password: undefined } : credential;

/** A provider of a former app has that one's key and can get no token; its secret cannot be changed. */
const warnOfOtherKeys = (run: Run, { providerKeys }: RelatedPlan, app: LiveApp | undefined): void => {
  if (!app?.consumerKey) return;
  for (const [name, key] of providerKeys)
    if (key !== app.consumerKey) run.warn(messages.getMessage('warning.otherKey', [name, app.name]));
};

/** Makes what a plan wants beside an app, one step after the other. */
class RelatedSetup {
  public readonly outcome: RelatedOutcome = {
    related: [],
    runningId: undefined,
    deployId: null,
    nextSteps: [],
    credentials: undefined,
  };
  private readonly run: Run;

  public constructor(
    run: Run,
    private readonly app: LiveApp | undefined,
    private readonly options: RelatedOptions,
    private readonly watch: DeployWatch | undefined
  ) {
    this.run = standingOn(run, () => this.describeStanding());
  }

  public async setUp({ existing, providers, credentials }: RelatedPlan): Promise<void> {
    existing.forEach((member) => this.record(member, 'unchanged'));
    // None can be rehearsed: each needs a key and secret, which only an app that is there has.
    const due = this.app && !this.options.dryRun ? providers : [];
    // Rehearsed is what stands by itself: the provider that the others name is not there yet.
    const possible = credentials.filter(({ authProvider }) => !this.options.dryRun || authProvider === undefined);
    if (due.length + possible.length > 0) this.run.stage(messages.getMessage('stage.related'));
    if (this.app && due.length > 0) await this.makeProviders(due, this.app);
    if (this.outcome.runningId === undefined && possible.length > 0) await this.makeCredentials(possible);
  }

  /** What exists, for whoever has to go on from here; nothing where nothing does. */
  private describeStanding(): string | undefined {
    const app = this.app ? [`ExternalClientApplication ${this.app.name}`] : [];
    // What was only rehearsed is not there.
    const there = this.outcome.related.filter(({ state }) => !this.options.dryRun || state === 'unchanged');
    const members = [...app, ...there.map(({ type, fullName }) => `${type} ${fullName}`)];
    return members.length === 0 ? undefined : messages.getMessage('standing.related', [members.join(', ')]);
  }

  private record({ type, fullName }: Pick<RelatedResult, 'type' | 'fullName'>, state: RelatedResult['state']): void {
    this.outcome.related.push({ type, fullName, state });
    this.run.standing(undefined);
  }

  private async makeProviders(missing: AuthProviderDefinition[], { name, id, definition }: LiveApp): Promise<void> {
    const credentials = await getCredentials(this.run, { ...this.options, name, appId: id });
    this.outcome.credentials = credentials;
    const requirePkce = definition.oauth?.security?.requirePkce === true;
    const providers = missing.map((provider) => encodeAuthProvider(provider, { ...credentials, requirePkce }));
    await this.deploy(providers, [credentials.consumerSecret]);
  }

  private async makeCredentials(missing: NamedCredentialDefinition[]): Promise<void> {
    const secrets = missing.flatMap(({ password }) => password ?? []);
    const ofUsers = missing.filter(isPasswordOfUsers);
    const isOfUsers = ({ fullName }: { fullName: string }): boolean => ofUsers.some(({ name }) => name === fullName);
    try {
      await this.deploy(missing.map(encodeNamedCredential), secrets, ({ failures }) =>
        failures.length > 0 && failures.every(isOfUsers) ? new LoginRefused() : undefined
      );
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      await this.deploy(missing.map(withoutLogin).map(encodeNamedCredential), secrets);
      for (const { name, username } of ofUsers)
        this.outcome.nextSteps.push(messages.getMessage('nextStep.enterLogin', [name, username]));
    }
  }

  /** Sends components that may hold secrets, all or none. */
  private async deploy(
    components: RelatedComponent[],
    secrets: string[],
    onRefused?: (status: DeployStatus) => Error | undefined
  ): Promise<void> {
    const { connection, waitMs, dryRun, resumeCommand } = this.options;
    const status = await deploy(this.run, {
      connection,
      files: components.map((component) => ({ path: relatedPath(component), content: toXml(component) })),
      secrets,
      dryRun,
      waitMs,
      watch: this.watch,
      standing: {
        sending: messages.getMessage('standing.sendingRelated'),
        running: (id) => messages.getMessage('standing.deploying', [id, resumeCommand(id)]),
      },
      onRefused,
    });
    this.outcome.deployId = status.id;
    if (status.done) this.recordDeployed(components, status);
    else this.outcome.runningId = status.id;
  }

  /** What was to be new and was there when it arrived had been made by somebody else since the org was read. */
  private recordDeployed(components: RelatedComponent[], status: DeployStatus): void {
    const isSame = (a: { type: string; fullName: string }, b: typeof a): boolean =>
      a.type === b.type && a.fullName === b.fullName;
    for (const component of components) {
      const state = status.components.find((deployed) => isSame(deployed, component))?.state ?? 'created';
      if (state === 'changed') this.run.warn(messages.getMessage('warning.overwrittenBeside', [component.fullName]));
      this.record(component, state);
    }
  }
}

/**
 * Sets up what stands beside an app: Auth. Providers with the app's own key and secret, then named credentials.
 *
 * @param app as the org holds it; undefined where there is none to set up
 * @throws SfError what getCredentials and {@link takeTurn} throw; `RelatedFailedError`
 */
export const setUpRelated = async (
  run: Run,
  { related: plan, readAt }: { related: RelatedPlan; readAt: number },
  app: LiveApp | undefined,
  options: RelatedOptions
): Promise<RelatedOutcome> => {
  const setUp = async (now: RelatedPlan, watch?: DeployWatch): Promise<RelatedOutcome> => {
    warnOfOtherKeys(run, now, app);
    const setup = new RelatedSetup(run, app, options, watch);
    await setup.setUp(now);
    return setup.outcome;
  };
  const { connection, waitMs, dryRun } = options;
  if (dryRun || !isRelatedMissing(plan)) return setUp(plan);
  return takeTurn(run, placeBesideApps(connection), waitMs, async ({ hadToWait, watch }) =>
    setUp(hadToWait || isOld({ readAt }) ? await planRelatedAgain(connection, plan) : plan, watch)
  );
};
