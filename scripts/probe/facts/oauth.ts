import { CALLBACK } from '../apps.js';
import type { Bench } from '../bench.js';
import { confirmed, contradicted, undecided, type Fact, type Finding } from '../fact.js';

const LIMIT_MS = 60_000;

/** Any challenge will do: nobody ever redeems the code. */
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** What tells where a login would have begun: the error, or that there is none. */
const errorIn = (text: string): string | undefined => /\berror=(\w+)/.exec(text)?.[1];

/** Asks as a browser without a session does, for a scope that the app does not have. */
const authorize = (bench: Bench, clientId: string): Promise<{ status: number; error: string | undefined }> => {
  const url = new URL('/services/oauth2/authorize', bench.connection.instanceUrl);
  const query = { response_type: 'code', client_id: clientId, redirect_uri: CALLBACK, scope: 'full' };
  url.search = new URLSearchParams({ ...query, code_challenge: CHALLENGE }).toString();
  return bench.record(
    { get: '/services/oauth2/authorize', query: { ...query, client_id: '<consumer key>' }, session: 'none' },
    async () => {
      const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
      const where = answer.headers.get('location') ?? (await answer.text());
      return { status: answer.status, error: errorIn(where) };
    },
    (answer) => answer
  );
};

const checkedBeforeLogin = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  const { consumerKey } = (await bench.retrieve('ExtlClntAppGlobalOauthSettings', `${app}_glbloauth`)) ?? {};
  if (typeof consumerKey !== 'string') return undecided('the org does not show the consumer key');
  const { status, error } = await authorize(bench, consumerKey);
  if (error === 'invalid_scope') return confirmed('invalid_scope without a login');
  if (error === undefined && status < 400) return contradicted('the login comes first');
  return undecided(`answered with ${status} ${error ?? ''}: the app may be too new to be known there`);
};

export const OAUTH: readonly Fact[] = [{ id: 'scope-before-login', needsApp: true, ask: checkedBeforeLogin }];
