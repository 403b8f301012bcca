import { Messages } from '@salesforce/core/messages';
import type { Flow } from '../definition/flows.js';
import { isEmpty, type AppDefinition } from '../definition/schema.js';
import { toCommand } from '../definition/shell.js';
import type { OauthRefusal } from '../oauth/refusal.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'loginCauses');

/** What is known of a login that was refused. */
export interface LoginContext {
  flow: Flow;
  definition: AppDefinition;
  /** What stands for the org in a command. */
  org: string;
  /** What the client asked for that may be other than what the app has. */
  callbackUrl?: string;
  scopes?: readonly string[];
  /** Who logs in, where that is known. */
  username?: string;
  /** What a command for the same test once more says beside the app and the org. */
  again: readonly string[];
}

/** Why a login was refused, and the command or step that mends it. */
export interface LoginCause {
  cause: string;
  remedy: string;
}

type Remedy = (context: LoginContext) => string;

interface Known {
  code: RegExp;
  /** Of the org's words; absent: whatever it says. */
  says?: RegExp;
  key: string;
  remedy: Remedy;
}

const command = (words: string[], { definition: { name }, org }: LoginContext): string =>
  toCommand(['sf', 'eca', ...words.slice(0, 1), '--name', name, ...words.slice(1), '--target-org', org]);

const update = (words: string[], context: LoginContext): string =>
  command(['create', ...words, '--update-existing'], context);

const each = (flag: string, values: readonly string[]): string[] => values.flatMap((value) => [flag, value]);

const union = (one: readonly string[] = [], other: readonly string[] = []): string[] => [
  ...new Set([...one, ...other]),
];

/** What no flag sets goes in as a definition file. */
const define =
  (yaml: string): Remedy =>
  (context) =>
    `echo ${toCommand([yaml])} | ${update(['--definition-file', '-'], context)}`;

const FLOW_SWITCHES: Partial<Record<Flow, string>> = {
  clientCredentials: 'clientCredentials',
  device: 'device',
  authorizationCodeAndCredentials: 'authorizationCodeAndCredentials',
  tokenExchange: 'tokenExchange',
};

const switchOnFlow: Remedy = (context) => {
  const name = FLOW_SWITCHES[context.flow];
  return name === undefined
    ? messages.getMessage('remedy.certificate', [context.definition.name, context.org])
    : define(`oauth: { flows: { ${name}: true } }`)(context);
};

const getCredentials: Remedy = (context) => command(['get-credentials', '--enable-access'], context);

const display: Remedy = (context) => command(['display'], context);

const told =
  (key: string): Remedy =>
  () =>
    messages.getMessage(`remedy.${key}`);

const approve: Remedy = (context) =>
  messages.getMessage('remedy.approve', [
    context.definition.name,
    context.username ?? messages.getMessage('theUser'),
    update(['--permission-set', '<name>'], context),
  ]);

/** Whoever is kept out by address is so by the app's allowlist, if it has one, or by the user's profile. */
const letIn: Remedy = (context) => {
  const { definition, flow, org } = context;
  const { oauth, policies } = definition;
  const add = ['sf', 'eca', 'allowlist', 'add', '--name', definition.name, '--allow-ip', '<address>'];
  const isRelaxed = policies?.ipRelaxation === 'relax' && flow !== 'jwtBearer';
  return [
    ...(isEmpty(oauth?.security?.refreshTokenIpAllowlist)
      ? []
      : [messages.getMessage('remedy.allowlistAddress', [toCommand([...add, '--target-org', org])])]),
    ...(isRelaxed ? [] : [messages.getMessage('remedy.profileAddress')]),
    // By documentation the ranges of profiles hold for JWT bearer whatever the app says: docs/platform.md#oauth
    ...(isRelaxed || flow === 'jwtBearer'
      ? []
      : [messages.getMessage('remedy.relax', [define('policies: { ipRelaxation: relax }')(context)])]),
  ].join(` ${messages.getMessage('remedy.or')} `);
};

/** In the order in which they are looked up; the words are those of docs/platform.md#oauth. */
const KNOWN: readonly Known[] = [
  { code: /^invalid_client_id$/, key: 'unknownKey', remedy: getCredentials },
  { code: /^(invalid_client|invalid_client_credentials)$/, key: 'wrongSecret', remedy: getCredentials },
  {
    code: /^redirect_uri_mismatch$/,
    key: 'wrongCallback',
    remedy: (context) =>
      update(
        each('--callback-url', union(context.definition.oauth?.callbackUrls, [context.callbackUrl ?? ''])),
        context
      ),
  },
  {
    code: /^(invalid|unsupported)_scope$/,
    key: 'missingScope',
    remedy: (context) => update(each('--scope', union(context.definition.oauth?.scopes, context.scopes)), context),
  },
  { code: /^invalid_request$/, says: /code.challenge/i, key: 'noPkce', remedy: told('pkce') },
  { code: /^OAUTH_APP_BLOCKED$/, key: 'appOff', remedy: define('policies: { enabled: true }') },
  { code: /^(OAUTH_APP_ACCESS_DENIED|OAUTH_APPROVAL_ERROR_GENERIC)$/, key: 'notApproved', remedy: approve },
  {
    code: /^invalid_(grant|app_access)$/,
    says: /admin approved|hasn.t approved/i,
    key: 'notApproved',
    remedy: approve,
  },
  {
    code: /^invalid_grant$/,
    says: /no client credentials user/i,
    key: 'noRunAs',
    remedy: (context) => update(['--run-as', '<username>'], context),
  },
  { code: /^invalid_grant$/, says: /not enabled|not supported/i, key: 'flowOff', remedy: switchOnFlow },
  {
    code: /^(unsupported_grant_type|unauthorized_client|unsupported_response_type)$/,
    key: 'flowOff',
    remedy: switchOnFlow,
  },
  {
    code: /^(invalid_grant|access_denied)$/,
    says: /ip.?(restricted|address)|login hours/i,
    key: 'address',
    remedy: letIn,
  },
  { code: /^invalid_grant$/, says: /assertion|audience|signature/i, key: 'assertion', remedy: switchOnFlow },
  { code: /^invalid_grant$/, says: /refresh token/i, key: 'deadRefreshToken', remedy: told('authorizeAgain') },
  { code: /^no_login_page$/, key: 'noLoginPage', remedy: told('again') },
  { code: /^(authorization_pending|slow_down)$/, key: 'pending', remedy: told('device') },
];

/** Why the org refused, in terms of the app's settings, and what mends it. */
export const explainRefusal = ({ code, description }: OauthRefusal, context: LoginContext): LoginCause => {
  const known = KNOWN.find((one) => one.code.test(code) && (one.says?.test(description) ?? true));
  if (!known) return { cause: messages.getMessage('cause.unknown'), remedy: display(context) };
  const tokens = [context.definition.name, context.callbackUrl ?? ''];
  return { cause: messages.getMessage(`cause.${known.key}`, tokens), remedy: known.remedy(context) };
};

/**
 * Whether what the org says can be said of an app that is not live yet: docs/platform.md#oauth
 *
 * @param isSecretGiven the secret is not the org's own word: it may as well be wrong
 */
export const isLikeNotLive = ({ code }: OauthRefusal, isSecretGiven: boolean): boolean =>
  code === 'invalid_client_id' || (code === 'invalid_client' && !isSecretGiven);

export const explainNotLive = (context: LoginContext): LoginCause => ({
  cause: messages.getMessage('cause.notLive', [context.definition.name]),
  remedy: command(['test', ...context.again, '--wait', '30'], context),
});

export const explainOtherKey = (context: LoginContext): LoginCause => ({
  cause: messages.getMessage('cause.otherKey', [context.definition.name]),
  remedy: getCredentials(context),
});
