import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import {
  relatedMembers,
  type AuthProviderDefinition,
  type NamedCredentialDefinition,
  type Related,
  type RelatedMember,
} from '../definition/related.js';
import { encodeAuthProvider, encodeNamedCredential, relatedPath, type RelatedComponent } from '../metadata/related.js';
import { toXml } from '../metadata/xml.js';
import type { LiveApp } from '../org/apps.js';
import { followDeploy, startSecretDeploy, type DeployStatus } from '../org/deploy.js';
import type { OnRetry } from '../org/retry.js';
import { findExisting, readProviderKeys } from '../org/related.js';
import { deployCanceled, relatedFailed } from './createErrors.js';
import { getCredentials } from './getCredentials.js';
import { warnOfRetries, type Run } from './run.js';
import { tellWithout } from './secrecy.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** What stands beside the app, and whether this run made it. */
export type RelatedResult = RelatedMember & { state: 'created' | 'unchanged' };

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
}

const NOTHING: RelatedOutcome = { related: [], runningId: undefined, deployId: null, nextSteps: [] };

const isPasswordOfUsers = ({ identityType, protocol, username }: NamedCredentialDefinition): boolean =>
  identityType === 'perUser' && protocol === 'password' && username !== undefined;

const withoutLogin = (credential: NamedCredentialDefinition): NamedCredentialDefinition =>
  isPasswordOfUsers(credential) ? { ...credential, username: undefined, password: undefined } : credential;

const isDone = ({ done, succeeded }: DeployStatus): boolean => done && succeeded;

/** Makes what an app needs beside it, one step after the other; what there is already is left as it is. */
class RelatedSetup {
  public readonly outcome: RelatedOutcome = { ...NOTHING, related: [], nextSteps: [] };
  private existing: RelatedMember[] = [];

  public constructor(
    private readonly run: Run,
    private readonly wanted: Related,
    private readonly app: LiveApp | undefined,
    private readonly options: RelatedOptions
  ) {}

  /** What the org now has, as a sentence's list. */
  private get standing(): string {
    const app = this.app ? [`ExternalClientApplication ${this.app.name}`] : [];
    // What was only rehearsed is not there.
    const there = this.outcome.related.filter(({ state }) => !this.options.dryRun || state === 'unchanged');
    return [...app, ...there.map(({ type, fullName }) => `${type} ${fullName}`)].join(', ');
  }

  public async setUp(): Promise<RelatedOutcome> {
    const { connection } = this.options;
    this.existing = await findExisting(connection, relatedMembers(this.wanted), this.onRetry);
    this.existing.forEach((member) => this.record(member, 'unchanged'));
    await this.checkProviders();
    const [providers, credentials] = [this.missingProviders, this.missingCredentials];
    if (providers.length + credentials.length > 0) this.run.stage(messages.getMessage('stage.related'));
    if (this.app && providers.length > 0) await this.makeProviders(providers, this.app);
    if (this.outcome.runningId === undefined && credentials.length > 0) await this.makeCredentials(credentials);
    return this.outcome;
  }

  /** What exists, for whoever has to go on from a failure; nothing where nothing does. */
  public describeStanding(): string | undefined {
    return this.standing === '' ? undefined : messages.getMessage('standing.related', [this.standing]);
  }

  /** @param underWay what is just being done */
  private tellStanding(underWay?: string): void {
    const texts = [underWay, this.describeStanding()].filter((text) => text !== undefined);
    this.run.standing(texts.length === 0 ? undefined : texts.join('\n'));
  }

  private get onRetry(): OnRetry {
    return warnOfRetries(this.run);
  }

  /** None can be rehearsed: each needs a key and secret, which only an app that is there has. */
  private get missingProviders(): AuthProviderDefinition[] {
    const { authProviders = [] } = this.wanted;
    return this.options.dryRun || !this.app ? [] : authProviders.filter(this.isMissing('AuthProvider'));
  }

  /** Rehearsed is what stands by itself: the provider that the others name is not there yet. */
  private get missingCredentials(): NamedCredentialDefinition[] {
    const { namedCredentials = [] } = this.wanted;
    return namedCredentials
      .filter(this.isMissing('NamedCredential'))
      .filter(({ authProvider }) => !this.options.dryRun || authProvider === undefined);
  }

  private isMissing(type: RelatedMember['type']): (entry: { name: string }) => boolean {
    return ({ name }) => !this.existing.some((member) => member.type === type && member.fullName === name);
  }

  private record({ type, fullName }: RelatedMember, state: RelatedResult['state']): void {
    this.outcome.related.push({ type, fullName, state });
    this.tellStanding();
  }

  /** A provider of a former app has that one's key and can get no token; its secret cannot be changed. */
  private async checkProviders(): Promise<void> {
    const names = this.existing.filter(({ type }) => type === 'AuthProvider').map(({ fullName }) => fullName);
    const consumerKey = this.app?.consumerKey;
    if (!consumerKey) return;
    const keys = await readProviderKeys(this.options.connection, names, this.onRetry);
    for (const [name, key] of keys)
      if (key !== consumerKey) this.run.warn(messages.getMessage('warning.otherKey', [name, this.app?.name]));
  }

  private async makeProviders(missing: AuthProviderDefinition[], { name, definition }: LiveApp): Promise<void> {
    const reading: Run = { ...this.run, standing: (text) => this.tellStanding(text) };
    const credentials = await getCredentials(reading, { ...this.options, name });
    this.tellStanding();
    const requirePkce = definition.oauth?.security?.requirePkce === true;
    const providers = missing.map((provider) => encodeAuthProvider(provider, { ...credentials, requirePkce }));
    await this.deploy(providers, [credentials.consumerSecret]);
  }

  private async makeCredentials(missing: NamedCredentialDefinition[]): Promise<void> {
    const secrets = missing.flatMap(({ password }) => password ?? []);
    const ofUsers = missing.filter(isPasswordOfUsers);
    try {
      await this.deploy(missing.map(encodeNamedCredential), secrets, ofUsers);
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      await this.deploy(missing.map(withoutLogin).map(encodeNamedCredential), secrets);
      for (const { name, username } of ofUsers)
        this.outcome.nextSteps.push(messages.getMessage('nextStep.enterLogin', [name, username]));
    }
  }

  /**
   * Sends components that may hold secrets, all or none.
   *
   * @param mayFail those of which the org may refuse the login
   */
  private async deploy(
    components: RelatedComponent[],
    secrets: string[],
    mayFail: NamedCredentialDefinition[] = []
  ): Promise<void> {
    const { connection, waitMs, dryRun, resumeCommand } = this.options;
    const files = components.map((component) => ({ path: relatedPath(component), content: toXml(component) }));
    const status = await tellWithout(secrets, async () => {
      const id = await startSecretDeploy(connection, files, { checkOnly: dryRun });
      this.tellStanding(messages.getMessage('standing.deploying', [id, resumeCommand(id)]));
      const followed = await followDeploy(connection, id, { timeoutMs: waitMs, onRetry: this.onRetry });
      if (followed.canceled) throw deployCanceled(id);
      const isRefused = ({ fullName }: { fullName: string }): boolean => mayFail.some(({ name }) => name === fullName);
      if (followed.failures.length > 0 && followed.failures.every(isRefused)) throw new LoginRefused();
      if (followed.done && !followed.succeeded) throw relatedFailed(followed);
      return followed;
    });
    this.outcome.deployId = status.id;
    if (isDone(status)) components.forEach((component) => this.record(component, 'created'));
    else this.outcome.runningId = status.id;
  }
}

/** The org takes no user name and password in a credential in which every user has own ones. */
class LoginRefused extends Error {}

/**
 * Sets up what stands beside an app: Auth. Providers with the app's own key and secret, then named credentials.
 *
 * @param app as the org holds it; undefined where there is none to set up
 * @throws SfError what getCredentials throws; `RelatedFailedError`
 */
export const setUpRelated = async (
  run: Run,
  wanted: Related | undefined,
  app: LiveApp | undefined,
  options: RelatedOptions
): Promise<RelatedOutcome> => {
  if (wanted === undefined || relatedMembers(wanted).length === 0) return NOTHING;
  const setup = new RelatedSetup(run, wanted, app, options);
  try {
    return await setup.setUp();
  } catch (error) {
    // Nothing is under way any more; what came about before stands.
    run.standing(setup.describeStanding());
    throw error;
  }
};
