import type { Response } from 'undici';
import { OauthRefusal } from './refusal.js';

const SALESFORCE = /\.(salesforce|force|salesforce-sites)\.com$/;

/** What the login page of an org has, and no page that is in its way. */
const LOGIN_PAGE = /type=["']?password|startURL|RemoteAccess|frontdoor/i;

/** @throws OauthRefusal where a URL or a page says why the org refuses */
const throwRefusalIn = (told: string): void => {
  const [, query] = /(error=[^<"'\s]+)/.exec(told.replaceAll('&amp;', '&')) ?? [];
  const parameters = new URLSearchParams(query);
  const error = parameters.get('error');
  if (error !== null) throw new OauthRefusal(error, parameters.get('error_description') ?? '');
};

/** Whether somebody who logs in is sent there: the org itself, or Salesforce's own login. */
const isOrgs = ({ protocol, host, hostname }: URL, instanceUrl: string): boolean =>
  host === new URL(instanceUrl).host || (protocol === 'https:' && SALESFORCE.test(hostname));

/**
 * Judges what an org shows a browser that is not logged in.
 *
 * @param url what was asked for
 * @throws OauthRefusal with the org's own words, or `no_login_page`
 */
export const checkLoginPage = async (answer: Response, url: URL, instanceUrl: string): Promise<void> => {
  const location = answer.headers.get('location');
  const next = location === null ? undefined : (URL.parse(location, url.href) ?? undefined);
  const told = next ? `${next.search}${next.hash}` : await answer.text();
  throwRefusalIn(told);
  const isLoginPage = next ? isOrgs(next, instanceUrl) : location === null && answer.ok && LOGIN_PAGE.test(told);
  if (!isLoginPage) throw new OauthRefusal('no_login_page', next?.host ?? `status ${answer.status}`);
};
