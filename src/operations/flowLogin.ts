import { Messages } from '@salesforce/core/messages';
import type { Flow } from '../definition/flows.js';
import type { DeviceCode, OauthClient, Tokens } from '../oauth/client.js';
import type { LiveApp } from '../org/apps.js';
import { keepSecret, withoutKnownSecrets } from './knownSecrets.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.test');

/** The steps of logins, by name. */
type StepName =
  'authorize' | 'secret' | 'login' | 'token' | 'identity' | 'scopes' | 'api' | 'refresh' | 'rotation' | 'deviceCode';

/** A step of a login. */
export interface FlowStep {
  step: StepName;
  ok: boolean;
  /** What came of it; null where there is nothing more to say. */
  detail: string | null;
}

/** What became of one flow. */
export interface FlowTest {
  flow: Flow;
  state: 'passed' | 'failed' | 'notLive' | 'untested';
  /** Whether the org handed out a token, and it worked: more than that nothing speaks against a login. */
  loggedIn: boolean;
  steps: FlowStep[];
  /** What the org answered; null where it refused nothing. */
  error: { code: string; description: string } | null;
  /** What is behind it, or why the flow cannot be tried from here. */
  cause: string | null;
  /** The command or step that mends it, or that tries more. */
  remedy: string | null;
}

/** How a client logs in by JWT bearer. */
export interface JwtLogin {
  /** PEM text. */
  privateKey: string;
  /** Who the app acts for. */
  username: string;
}

/** How a client logs in, and what a person does for it. */
export interface LoginWays {
  /** What the client asks for, where it is other than all that the app has. */
  callbackUrl?: string;
  scopes?: readonly string[];
  /** False: as a client does that sends no code challenge. */
  withPkce?: boolean;
  jwt?: JwtLogin;
  /** Opens a login page for a person; without it, nobody logs in. */
  openBrowser?: (url: string) => Promise<void>;
  /** Shows a person what to enter where; without it, nobody logs in by a device. */
  showDevice?: (code: DeviceCode) => void;
}

/** What the test of a flow is made with. */
export interface FlowTools extends LoginWays {
  run: Run;
  client: OauthClient;
  live: LiveApp;
  org: string;
  apiVersion: string;
  /** When the time to wait is up, ms since the epoch. */
  endAt: number;
  /** The app may not be live yet. */
  isNew: boolean;
  /** The client has a secret. */
  hasSecret: boolean;
  /** The secret is not the org's own word. */
  isSecretGiven: boolean;
  /** What a command for the same test once more says beside the app and the org. */
  again: readonly string[];
  patiently: <T>(work: () => Promise<T>) => Promise<T>;
}

/** What cannot be tried from here, and what would try it. */
export class Untested extends Error {
  public constructor(
    public readonly key: string,
    public readonly tokens: string[] = []
  ) {
    super(key);
  }
}

/** What an org says, which may repeat what it was sent, and cut it off. */
export const said = (text: string): string => withoutKnownSecrets(text, true);

/** The steps of one login, written down as they are taken. */
export class Login {
  public readonly steps: FlowStep[] = [];
  public readonly tokens: Tokens[] = [];
  /** The callback URL that is being tried. */
  public callbackUrl: string | undefined;

  public constructor(
    private readonly flow: Flow,
    public readonly tools: FlowTools
  ) {}

  public async take<T>(step: StepName, work: () => Promise<T>, describe?: (result: T) => string): Promise<T> {
    this.tools.run.status(`${this.flow}: ${messages.getMessage(`step.${step}`)}`);
    try {
      const result = await work();
      this.steps.push({ step, ok: true, detail: describe?.(result) ?? null });
      return result;
    } catch (error) {
      if (!(error instanceof Untested)) this.steps.push({ step, ok: false, detail: said((error as Error).message) });
      throw error;
    }
  }

  public skip(step: StepName, detail: string): void {
    this.steps.push({ step, ok: true, detail });
  }

  /** Tokens are secrets from the moment in which they are there. */
  public keep(tokens: Tokens): Tokens {
    keepSecret(tokens.accessToken);
    keepSecret(tokens.refreshToken ?? '');
    this.tokens.push(tokens);
    return tokens;
  }
}
