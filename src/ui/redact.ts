import { withoutKnownSecrets } from '../operations/knownSecrets.js';

/** A session id: an org id, an exclamation mark (as it is, or as URLs, XML and JSON write it), and the secret part. */
const SESSION_ID = /00D[A-Za-z0-9]{12,15}(?:!|%21|&#33;|&#x21;|\\u0021)[A-Za-z0-9._]+/gi;

/** A JSON Web Token, the other form that access tokens have. */
const JWT = /eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;

/** Text without access tokens, and without the secrets that this run knows, for whatever leaves this process. */
export const redact = (text: string): string =>
  withoutKnownSecrets(text.replace(SESSION_ID, '<access token>').replace(JWT, '<access token>'));
