import { json, readForm, type ApiAnswer, type ApiRequest } from '../http/api.js';
import { identityPath } from '../rest/identity.js';
import { invalidRequest, OauthError, unknownGrantType } from './errors.js';
import { startDeviceFlow } from './flows/device.js';
import type { Granted, TokenRequest } from './flows/flow.js';
import { findFlow } from './flows/index.js';
import type { OauthOrg } from './oauth-org.js';
import { idTokenFor } from './openid.js';

const notToBeStored = (body: object, status = 200): ApiAnswer => ({
  ...json(body, status),
  headers: { 'cache-control': 'no-store' },
});

const tokenAnswer = (http: ApiRequest, granted: Granted, org: OauthOrg): object => {
  const { baseUrl } = http;
  const { grant, refreshToken } = granted;
  const accessToken = org.tokens.use(grant);
  return {
    access_token: accessToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    scope: grant.scopes.join(' '),
    instance_url: baseUrl,
    id: baseUrl + identityPath(org, grant.userId),
    token_type: 'Bearer',
    issued_at: String(org.now().getTime()),
    ...idTokenFor(http, granted, accessToken, org),
  };
};

const grantToken = async (request: TokenRequest, org: OauthOrg): Promise<object> => {
  const { http, form } = request;
  if (form.get('response_type') === 'device_code') return startDeviceFlow(request, org);
  const flow = findFlow(form.get('grant_type') ?? '');
  if (!flow) throw unknownGrantType();
  return tokenAnswer(http, await flow(request, org), org);
};

export const token = async (http: ApiRequest, org: OauthOrg): Promise<ApiAnswer> => {
  try {
    if (http.method !== 'POST') throw invalidRequest('must use HTTP POST');
    return notToBeStored(await grantToken({ http, form: readForm(http) }, org));
  } catch (error) {
    if (error instanceof OauthError) return notToBeStored(error.parameters, 400);
    throw error;
  }
};
