import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'oauth4webapi';

/** What an org says instead of handing out a token. */
export class OauthRefusal extends Error {
  public override readonly name = 'OauthRefusal';

  /**
   * @param code `error`, such as invalid_grant
   * @param description `error_description`, in the org's words
   */
  public constructor(
    public readonly code: string,
    public readonly description: string
  ) {
    super(description === '' ? code : `${code}: ${description}`);
  }
}

/** The refusal in what a client library throws; anything else as it is. */
export const asRefusal = (error: unknown): unknown => {
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) {
    return new OauthRefusal(error.error, error.error_description ?? '');
  }
  return error instanceof WWWAuthenticateChallengeError ? new OauthRefusal('invalid_client', error.message) : error;
};
