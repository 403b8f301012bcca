import { setTimeout as sleep } from 'node:timers/promises';
import { Messages } from '@salesforce/core/messages';
import type { Flow } from '../definition/flows.js';
import type { DeviceCode, OauthClient, Tokens } from '../oauth/client.js';
import { listenForCallback, loopbackCallbacks } from '../oauth/loopback.js';
import { OauthRefusal } from '../oauth/refusal.js';
import { Login, said, Untested, type FlowTest, type FlowTools } from './flowLogin.js';
import { explainNotLive, explainRefusal, isLikeNotLive, type LoginContext } from './loginCauses.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.test');

const canCallApi = ({ scopes = ['api'] }: Tokens): boolean =>
  scopes.some((scope) => scope === 'api' || scope === 'full');

/** Who the token is for, what it may do, and that it does it. */
const useTokens = async (login: Login, tokens: Tokens): Promise<void> => {
  const { client, apiVersion } = login.tools;
  await login.take(
    'identity',
    () => client.identify(tokens),
    (username) => username ?? messages.getMessage('detail.notTold')
  );
  login.skip('scopes', tokens.scopes?.join(' ') ?? messages.getMessage('detail.notTold'));
  if (canCallApi(tokens)) await login.take('api', () => client.callApi(tokens, apiVersion));
  else login.skip('api', messages.getMessage('detail.noApiScope'));
};

const isRotated = ({ live }: FlowTools): boolean => live.definition.oauth?.security?.rotateRefreshTokens === true;

/** A refresh, and with rotation also that the former refresh token is of no use any more. */
const useRefreshToken = async (login: Login, { refreshToken }: Tokens): Promise<void> => {
  if (refreshToken === undefined) {
    login.skip('refresh', messages.getMessage('detail.noRefreshToken'));
    return;
  }
  const { client } = login.tools;
  const refreshed = await login.take('refresh', async () => login.keep(await client.refresh(refreshToken)));
  if (!isRotated(login.tools)) return;
  await login.take('rotation', async () => {
    if (refreshed.refreshToken === undefined || refreshed.refreshToken === refreshToken)
      throw new Error(messages.getMessage('detail.notRotated'));
    const again = await client.refresh(refreshToken).then(
      (tokens) => login.keep(tokens),
      (error: unknown) => {
        if (!(error instanceof OauthRefusal)) throw error;
        return undefined;
      }
    );
    if (again) throw new Error(messages.getMessage('detail.formerTokenWorks'));
  });
};

const clientCredentials = async (login: Login): Promise<void> => {
  const { client, patiently } = login.tools;
  const tokens = await login.take('token', async () => login.keep(await patiently(() => client.clientCredentials())));
  await useTokens(login, tokens);
};

const jwtBearer = async (login: Login): Promise<void> => {
  const { client, patiently, jwt } = login.tools;
  if (jwt === undefined) throw new Untested('noJwtKey');
  const { privateKey, username } = jwt;
  const tokens = await login.take('token', async () =>
    login.keep(await patiently(() => client.jwtBearer(privateKey, username)))
  );
  await useTokens(login, tokens);
};

/** What an address on which nobody has logged in says of the app, its callback URLs and its scopes. */
const probe = async (login: Login): Promise<void> => {
  const { client, patiently, live, callbackUrl, scopes, withPkce } = login.tools;
  const callbacks = callbackUrl === undefined ? (live.definition.oauth?.callbackUrls ?? []) : [callbackUrl];
  for (const callback of callbacks) {
    login.callbackUrl = callback;
    await login.take(
      'authorize',
      () => patiently(async () => client.probe(await client.authorization(callback, { scopes, withPkce }))),
      () => callback
    );
  }
};

/** A person logs in, and the browser comes back to this machine. */
const logInByBrowser = async (login: Login, openBrowser: (url: string) => Promise<void>): Promise<Tokens> => {
  const { client, live, callbackUrl, scopes, withPkce, endAt } = login.tools;
  const callbacks = callbackUrl === undefined ? (live.definition.oauth?.callbackUrls ?? []) : [callbackUrl];
  const [callback] = loopbackCallbacks(callbacks);
  if (callback === undefined) throw new Untested('noLoopback', [live.name]);
  const authorization = await client.authorization(callback, { scopes, withPkce });
  const listener = await listenForCallback(callback, authorization.state, messages.getMessage('page'));
  const finish = login.tools.run.ensure(async () => Promise.resolve().then(listener.close));
  try {
    const arrival = await login.take('login', async () => {
      await openBrowser(authorization.url.href);
      return Promise.race([listener.arrival, tooLate(endAt)]);
    });
    return await login.take('token', async () => login.keep(await client.redeem(authorization, arrival, callback)));
  } finally {
    await finish();
  }
};

const tooLate = async (endAt: number): Promise<never> => {
  await sleep(Math.max(0, endAt - Date.now()), undefined, { ref: false });
  throw new Error(messages.getMessage('detail.nobodyCame'));
};

/** Where nobody logs in, the secret can be shown all the same. */
const proveSecret = async (login: Login): Promise<void> => {
  const { client, patiently, hasSecret, live, callbackUrl } = login.tools;
  const callback = callbackUrl ?? live.definition.oauth?.callbackUrls?.[0];
  if (hasSecret && callback !== undefined)
    await login.take('secret', () => patiently(() => client.trySecret(callback)));
};

const authorizationCode = async (login: Login): Promise<void> => {
  await probe(login);
  const { openBrowser } = login.tools;
  if (openBrowser === undefined) {
    await proveSecret(login);
    return;
  }
  const tokens = await logInByBrowser(login, openBrowser);
  await useTokens(login, tokens);
  await useRefreshToken(login, tokens);
};

const isPending = (error: unknown): boolean =>
  error instanceof OauthRefusal && /^(authorization_pending|slow_down)$/.test(error.code);

const pollDevice = async (client: OauthClient, code: DeviceCode, endAt: number): Promise<Tokens> => {
  for (let delay = code.intervalMs; ;) {
    await sleep(Math.max(0, Math.min(delay, endAt - Date.now())));
    try {
      return await client.pollDevice(code);
    } catch (error) {
      if (!isPending(error) || Date.now() >= endAt) throw error;
      if ((error as OauthRefusal).code === 'slow_down') delay += code.intervalMs;
    }
  }
};

const device = async (login: Login): Promise<void> => {
  const { client, patiently, scopes, showDevice, endAt } = login.tools;
  const code = await login.take('deviceCode', () => patiently(() => client.beginDevice(scopes)));
  if (showDevice === undefined) return;
  showDevice(code);
  const tokens = await login.take('login', async () => login.keep(await pollDevice(client, code, endAt)));
  await useTokens(login, tokens);
  await useRefreshToken(login, tokens);
};

const notFromHere = (key: string) => (): Promise<void> => Promise.reject(new Untested(key));

const LOGINS: Record<Flow, (login: Login) => Promise<void>> = {
  authorizationCode,
  authorizationCodeAndCredentials: notFromHere('needsSite'),
  clientCredentials,
  device,
  jwtBearer,
  tokenExchange: notFromHere('needsIssuer'),
};

const PASSED: Pick<FlowTest, 'state' | 'error' | 'cause' | 'remedy'> = {
  state: 'passed',
  error: null,
  cause: null,
  remedy: null,
};

/** What a request came to that nobody answered: fetch says no more than that it failed. */
const reasonOf = ({ message, cause }: Error): string => said(cause instanceof Error ? cause.message : message);

/** What a login that ended so comes to. */
const conclude = (flow: Flow, login: Login, error: unknown): Omit<FlowTest, 'flow' | 'steps' | 'loggedIn'> => {
  const { live, org, scopes, jwt, isNew, isSecretGiven, again } = login.tools;
  if (error instanceof Untested) {
    const tokens = [...error.tokens, live.name, org];
    return { ...PASSED, state: 'untested', cause: messages.getMessage(`untested.${error.key}`, tokens) };
  }
  if (!(error instanceof OauthRefusal)) return { ...PASSED, state: 'failed', cause: reasonOf(error as Error) };
  const context: LoginContext = {
    flow,
    definition: live.definition,
    org,
    callbackUrl: login.callbackUrl,
    scopes,
    username: jwt?.username,
    again,
  };
  const { code } = error;
  const description = said(error.description);
  const isNotLive = isNew && isLikeNotLive(error, isSecretGiven);
  const explained = isNotLive ? explainNotLive(context) : explainRefusal(error, context);
  return { state: isNotLive ? 'notLive' : 'failed', error: { code, description }, ...explained };
};

/** Gives back what was handed out; what cannot be given back is told, and ends by itself. */
const giveBack = async ({ tokens, tools: { client, run } }: Login): Promise<void> => {
  for (const token of tokens) {
    await client.revoke(token).catch((error: unknown) => {
      run.warn(messages.getMessage('warning.notRevoked', [(error as Error).message]));
    });
  }
};

/** Logs in by one flow, and gives back what was handed out. */
export const testFlow = async (flow: Flow, tools: FlowTools): Promise<FlowTest> => {
  const login = new Login(flow, tools);
  const finish = tools.run.ensure(() => giveBack(login));
  const ended = await LOGINS[flow](login).then(
    () => PASSED,
    (error: unknown) => conclude(flow, login, error)
  );
  await finish();
  return { flow, steps: login.steps, ...ended, loggedIn: ended.state === 'passed' && login.tokens.length > 0 };
};
