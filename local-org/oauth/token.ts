import { json, readForm, type ApiAnswer, type ApiRequest } from '../http/api.js';
import { identityPath } from '../rest/identity.js';
import { requireAppIsOn } from './access.js';
import { identifyCaller } from './caller.js';
import { invalidRequest, OauthError, unknownGrantType } from './errors.js';
import { findFlow, type Granted } from './flows.js';
import type { OauthOrg } from './oauth-org.js';

const notToBeStored = (body: object, status = 200): ApiAnswer => ({
  ...json(body, status),
  headers: { 'cache-control': 'no-store' },
});

const tokenAnswer = ({ baseUrl }: ApiRequest, { grant, refreshToken }: Granted, org: OauthOrg): ApiAnswer =>
  notToBeStored({
    access_token: org.tokens.use(grant),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    scope: grant.scopes.join(' '),
    instance_url: baseUrl,
    id: baseUrl + identityPath(org, grant.userId),
    token_type: 'Bearer',
    issued_at: String(org.now().getTime()),
  });

const grantToken = (request: ApiRequest, org: OauthOrg): ApiAnswer => {
  if (request.method !== 'POST') throw invalidRequest('must use HTTP POST');
  const form = readForm(request);
  const flow = findFlow(form.get('grant_type') ?? '');
  if (!flow) throw unknownGrantType();
  const caller = identifyCaller(request, form, org.components);
  requireAppIsOn(caller);
  return tokenAnswer(request, flow(caller, form, org), org);
};

export const token = (request: ApiRequest, org: OauthOrg): ApiAnswer => {
  try {
    return grantToken(request, org);
  } catch (error) {
    if (error instanceof OauthError) return notToBeStored(error.parameters, 400);
    throw error;
  }
};
