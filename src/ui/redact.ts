import { withoutKnownSecrets } from '../operations/knownSecrets.js';
import { mapTexts } from '../operations/withoutSecrets.js';

/** A session id: an org id, an exclamation mark (as it is, or as URLs, XML and JSON write it), and the secret part. */
const SESSION_ID = /00D[A-Za-z0-9]{12,15}(?:!|%21|&#33;|&#x21;|\\u0021)[A-Za-z0-9._]+/gi;

/** A JSON Web Token, the other form that access tokens have. */
const JWT = /eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;

const withoutTokens = (text: string): string =>
  text.replace(SESSION_ID, '<access token>').replace(JWT, '<access token>');

/** Text without access tokens, and without the secrets that this run knows, for whatever leaves this process. */
export const redact = (text: string): string => withoutKnownSecrets(withoutTokens(text), false);

/** Likewise what an org says, which may repeat a secret and cut it off. */
export const redactSaid = (text: string): string => withoutKnownSecrets(withoutTokens(text), true);

/** What goes into JSON, with its texts so. */
export const redactAll = <T>(value: T): T => mapTexts(value, redact);
