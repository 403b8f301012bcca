import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { FLOWS, flowsOf, type Flow } from '../definition/flows.js';
import { OauthClient } from '../oauth/client.js';
import { OauthRefusal } from '../oauth/refusal.js';
import type { LiveApp } from '../org/apps.js';
import { orgWord } from '../org/runningUser.js';
import { instanceHost } from '../org/setupPages.js';
import { dispatcherOfEnvironment, limitMs } from '../org/transport.js';
import { getCredentials } from './getCredentials.js';
import { keepSecret } from './knownSecrets.js';
import type { FlowTest, FlowTools, LoginWays } from './flowLogin.js';
import { testFlow } from './flowTests.js';
import { explainOtherKey, isLikeNotLive } from './loginCauses.js';
import { findApp } from './readApps.js';
import type { Run } from './run.js';
import type { ApiName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.test');

/** What a test of an app's logins came to. */
export interface AppTest {
  name: string;
  /** `notLive`: the org hands out no tokens for a new app yet; `untested`: nothing of it can be tried from here. */
  state: FlowTest['state'];
  flows: FlowTest[];
}

export interface TestOptions extends LoginWays {
  connection: Connection;
  name: ApiName;
  /** Those to try; by default all that the app's settings allow. */
  flows?: readonly Flow[];
  /** How long to wait for a new app to be live, and for a person who logs in, ms. */
  waitMs: number;
  /** Turn the org's access to secrets over REST on for the read, where the secret is needed and not given. */
  enableAccess: boolean;
  /** As the client has them; without them they are read: by `readCredentials`, or from the org. */
  credentials?: { consumerKey?: string; consumerSecret: string };
  readCredentials?: () => Promise<{ consumerSecret: string }>;
  /** The secret, where this run has it: then it is shown to the org also by flows that need a person. */
  knownSecret?: string;
  /** The app, where this run has read it already. */
  live?: LiveApp;
}

/** So long does Salesforce take at most until a new app is live: docs/platform.md#oauth */
const LONGEST_UNTIL_LIVE_MS = 30 * 60 * 1000;

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

const isNew = ({ createdDate }: LiveApp): boolean =>
  createdDate === undefined || Date.now() - Date.parse(createdDate) < LONGEST_UNTIL_LIVE_MS;

/** Tries again as long as what is refused may only not be live yet. */
const patiently =
  (run: Run, live: LiveApp, endAt: number, isSecretGiven: boolean) =>
  async <T>(work: () => Promise<T>): Promise<T> => {
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
      try {
        return await work();
      } catch (error) {
        const mayCome = error instanceof OauthRefusal && isLikeNotLive(error, isSecretGiven) && isNew(live);
        const left = endAt - Date.now();
        if (!mayCome || left <= 0) throw error;
        run.waiting(messages.getMessage('status.notLive', [live.name]));
        await sleep(Math.min(delay, left));
      }
    }
  };

const needsSecret = (flows: readonly Flow[], { openBrowser, showDevice }: TestOptions): boolean =>
  flows.includes('clientCredentials') ||
  (openBrowser !== undefined && flows.includes('authorizationCode')) ||
  (showDevice !== undefined && flows.includes('device'));

const readSecret = async (
  run: Run,
  live: LiveApp,
  flows: readonly Flow[],
  options: TestOptions
): Promise<string | undefined> => {
  const { credentials, connection, enableAccess } = options;
  const given = credentials?.consumerSecret ?? options.knownSecret;
  if (given !== undefined || !needsSecret(flows, options)) return given;
  if (options.readCredentials) return (await options.readCredentials()).consumerSecret;
  const read = await getCredentials(run, { connection, name: live.name, appId: live.id, enableAccess });
  return read.consumerSecret;
};

/** What a command says for the same test once more; one that names the device flow waits for a person. */
const wordsAgain = ({ flows = [], showDevice, enableAccess, credentials }: TestOptions): string[] => [
  ...flows.filter((flow) => flow !== 'device' || showDevice).flatMap((flow) => ['--flow', flow]),
  ...(credentials ? ['--credentials-file', '<file>'] : []),
  ...(enableAccess ? ['--enable-access'] : []),
];

const WORST_FIRST: ReadonlyArray<FlowTest['state']> = ['failed', 'notLive', 'passed', 'untested'];

/**
 * Logs in through an app as its clients would, by each flow that its settings allow, and changes nothing of it. The
 * tokens that it gets are given back.
 *
 * @throws SfError `AppNotFoundError`, `NoConsumerError`, and what {@link getCredentials} throws
 */
export const testApp = async (run: Run, options: TestOptions): Promise<AppTest> => {
  const { connection, waitMs } = options;
  const live = options.live ?? (await findApp(connection, options.name));
  if (live.consumerKey === null) throw messages.createError('error.noConsumer', [live.name]);
  const flows = options.flows ?? flowsOf(live.definition);
  const consumerSecret = await readSecret(run, live, flows, options);
  keepSecret(consumerSecret ?? '');
  const client = new OauthClient({
    instanceUrl: instanceHost(connection),
    consumerKey: options.credentials?.consumerKey ?? live.consumerKey,
    consumerSecret,
    dispatcher: dispatcherOfEnvironment(),
    timeoutMs: limitMs(),
  });
  const endAt = Date.now() + waitMs;
  const isSecretGiven = options.credentials !== undefined;
  const tools: FlowTools = {
    ...options,
    run,
    client,
    live,
    org: orgWord(connection),
    apiVersion: connection.getApiVersion(),
    endAt,
    isNew: isNew(live) && !hasOtherKey(options, live),
    isSecretGiven,
    hasSecret: consumerSecret !== undefined,
    again: wordsAgain(options),
    patiently: patiently(run, live, hasOtherKey(options, live) ? 0 : endAt, isSecretGiven),
  };
  run.stage(messages.getMessage('stage'));
  if (hasOtherKey(options, live)) return refuseOtherKey(live, flows, tools.org);
  const tested: FlowTest[] = [];
  for (const flow of FLOWS.filter((one) => flows.includes(one))) tested.push(await testFlow(flow, tools));
  const state = WORST_FIRST.find((one) => tested.some((test) => test.state === one)) ?? 'untested';
  return { name: live.name, state, flows: tested };
};

/** What logs in with another key proves nothing of this app. */
const refuseOtherKey = ({ name, definition }: LiveApp, flows: readonly Flow[], org: string): AppTest => ({
  name,
  state: 'failed',
  flows: flows.map((flow) => ({
    flow,
    state: 'failed',
    loggedIn: false,
    steps: [],
    error: null,
    ...explainOtherKey({ flow, definition, org, again: [] }),
  })),
});

/** A key that is another app's does not become live. */
const hasOtherKey = ({ credentials }: TestOptions, { consumerKey }: LiveApp): boolean =>
  credentials?.consumerKey !== undefined && credentials.consumerKey !== consumerKey;
