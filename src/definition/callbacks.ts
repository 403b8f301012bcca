import { SALESFORCE_HOSTS } from '../settings/platform.js';

/** Where `sf org login web` waits for its code. */
export const CLI_CALLBACK_URL = 'http://localhost:1717/OauthRedirect';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const isOfWeb = (url: string): boolean => /^https?:/i.test(url);

/** A callback URL of the web; undefined for one with a scheme of its own, and for what is no URL. */
const webUrl = (url: string): URL | undefined => (isOfWeb(url) && URL.canParse(url) ? new URL(url) : undefined);

/** Whether authorization codes travel there unencrypted, over a network. */
export const isPlainHttp = (callbackUrl: string): boolean => {
  const url = webUrl(callbackUrl);
  return url?.protocol === 'http:' && !LOOPBACK.test(url.hostname);
};

/**
 * Whether tokens go to a place whose address nobody can register: this computer, a Salesforce org, or an app on a
 * device, which has a URL scheme of its own. See docs/platform.md#security-controls.
 */
export const isWithoutAddress = (callbackUrl: string): boolean => {
  const url = webUrl(callbackUrl);
  // One that an org holds and nobody can read leads who knows where.
  if (url === undefined) return !isOfWeb(callbackUrl);
  return LOOPBACK.test(url.hostname) || SALESFORCE_HOSTS.test(url.hostname);
};
