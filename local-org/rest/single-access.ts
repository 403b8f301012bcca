import { json, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { OrgState } from '../org/state.js';

/** A URL that opens a page of the org once, as `sf org open` asks for it: docs/platform.md#setup-pages */
export const singleAccess = (request: ApiRequest, { options }: Pick<OrgState, 'options'>): ApiAnswer => {
  const url = new URL('/secur/frontdoor.jsp', request.baseUrl);
  url.searchParams.set('otp', options.secret(24));
  const startUrl = request.query.get('redirect_uri');
  if (startUrl) url.searchParams.set('startURL', startUrl);
  return json({ frontdoor_uri: url.href });
};
