/** What an OAuth client gets instead of a code or a token: docs/platform.md#oauth */
export class OauthError extends Error {
  public readonly code: string;

  public constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }

  public get parameters(): Record<string, string> {
    return { error: this.code, error_description: this.message };
  }
}

export const unknownClient = (): OauthError => new OauthError('invalid_client_id', 'client identifier invalid');

export const wrongSecret = (): OauthError => new OauthError('invalid_client', 'invalid client credentials');

export const foreignRedirectUri = (): OauthError =>
  new OauthError('redirect_uri_mismatch', 'redirect_uri must match configuration');

export const invalidRequest = (description: string): OauthError => new OauthError('invalid_request', description);

export const invalidGrant = (description: string): OauthError => new OauthError('invalid_grant', description);

export const pendingAuthorization = (): OauthError =>
  new OauthError('authorization_pending', 'the user has not authorized this device yet');

export const pollsTooFast = (): OauthError => new OauthError('slow_down', 'polling too fast');

export const deniedByUser = (): OauthError => new OauthError('access_denied', 'end-user denied authorization');

export const invalidScope = (): OauthError => new OauthError('invalid_scope', 'the requested scope is not allowed');

export const unknownResponseType = (): OauthError =>
  new OauthError('unsupported_response_type', 'response type not supported');

export const unknownGrantType = (): OauthError => new OauthError('unsupported_grant_type', 'grant type not supported');

export const blockedApp = (): OauthError => new OauthError('OAUTH_APP_BLOCKED', 'this app is blocked by admin');

export const notApproved = (): OauthError =>
  new OauthError('OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app');

/** The token endpoint's words for the same, where nobody sits at a browser. */
export const withoutAppAccess = (): OauthError =>
  new OauthError('invalid_app_access', 'user is not admin approved to access this app');

export const notApprovedByUser = (): OauthError => invalidGrant("user hasn't approved this consumer");

export const inactiveUser = (): OauthError => new OauthError('inactive_user', 'user is inactive');
