import type { SettingValues } from '../settings/table.js';

export const FLOWS = [
  'authorizationCode',
  'authorizationCodeAndCredentials',
  'clientCredentials',
  'device',
  'jwtBearer',
  'tokenExchange',
] as const;

/** An OAuth flow, by the name that definition files have for it. */
export type Flow = (typeof FLOWS)[number];

/** The flows through which a client could get a token from this app as it is set up. */
export const flowsOf = ({ oauth }: SettingValues): Flow[] => {
  const { callbackUrls = [], flows = {} } = oauth ?? {};
  const on: Record<Flow, boolean> = {
    // The authorization code (web server) flow has no switch: a callback URL is what it needs.
    authorizationCode: callbackUrls.length > 0,
    authorizationCodeAndCredentials: flows.authorizationCodeAndCredentials ?? false,
    clientCredentials: flows.clientCredentials ?? false,
    device: flows.device ?? false,
    jwtBearer: flows.jwtBearer?.certificate !== undefined,
    tokenExchange: flows.tokenExchange ?? false,
  };
  return FLOWS.filter((flow) => on[flow]);
};

/** Flows that begin with an authorization code, which PKCE protects: docs/platform.md#enforced-controls */
export const AUTHORIZATION_CODE_FLOWS: readonly Flow[] = ['authorizationCode', 'authorizationCodeAndCredentials'];

const REFRESH_TOKEN_FLOWS: readonly Flow[] = [...AUTHORIZATION_CODE_FLOWS, 'device'];

/** Those of the app's flows that hand out refresh tokens: docs/platform.md#enforced-controls */
export const refreshTokenFlowsOf = (definition: SettingValues): Flow[] => {
  const scopes = definition.oauth?.scopes ?? [];
  return scopes.includes('refresh_token') || scopes.includes('offline_access')
    ? flowsOf(definition).filter((flow) => REFRESH_TOKEN_FLOWS.includes(flow))
    : [];
};

/** Flows of which an org may keep no token that it shows: docs/platform.md#reading */
const TRACELESS_FLOWS: readonly Flow[] = ['clientCredentials', 'jwtBearer'];

/** Those of the app's flows that may be in use without a token that tells of it. */
export const tracelessFlowsOf = (definition: SettingValues): Flow[] =>
  flowsOf(definition).filter((flow) => TRACELESS_FLOWS.includes(flow));
