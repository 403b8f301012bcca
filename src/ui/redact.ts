/** A session id or access token: an org id, an exclamation mark, and the secret part. */
const ACCESS_TOKEN = /\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]+/g;

/** Text without access tokens, for whatever leaves this process. */
export const redact = (text: string): string => text.replace(ACCESS_TOKEN, '<access token>');
