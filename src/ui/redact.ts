/** A session id: an org id, an exclamation mark (as it is or as in a URL), and the secret part. */
const SESSION_ID = /\b00D[A-Za-z0-9]{12,15}(?:!|%21)[A-Za-z0-9._]+/g;

/** A JSON Web Token, the other form that access tokens have. */
const JWT = /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;

/** Text without access tokens, for whatever leaves this process. */
export const redact = (text: string): string =>
  text.replace(SESSION_ID, '<access token>').replace(JWT, '<access token>');
