import { json, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { Org } from '../org/org.js';

const urlsOf = ({ baseUrl }: ApiRequest, org: Org): Readonly<Record<string, string>> => ({
  enterprise: `${baseUrl}/services/Soap/c/{version}/${org.id.slice(0, 15)}`,
  metadata: `${baseUrl}/services/Soap/m/{version}/${org.id.slice(0, 15)}`,
  partner: `${baseUrl}/services/Soap/u/{version}/${org.id.slice(0, 15)}`,
  rest: `${baseUrl}/services/data/v{version}/`,
  sobjects: `${baseUrl}/services/data/v{version}/sobjects/`,
  query: `${baseUrl}/services/data/v{version}/query/`,
  tooling_rest: `${baseUrl}/services/data/v{version}/tooling/`,
  custom_domain: baseUrl,
});

export const identityPath = (org: Org): string => `/id/${org.id}/${org.people.admin.Id}`;

export const userInfo = (request: ApiRequest, org: Org): ApiAnswer => {
  const { admin } = org.people;
  return json({
    sub: request.baseUrl + identityPath(org),
    user_id: admin.Id,
    organization_id: org.id,
    preferred_username: admin.Username,
    nickname: admin.Alias,
    name: admin.Name,
    email: admin.Email,
    email_verified: true,
    given_name: admin.FirstName,
    family_name: admin.LastName,
    zoneinfo: admin.TimeZoneSidKey,
    locale: 'en_US',
    language: 'en_US',
    active: true,
    user_type: 'STANDARD',
    urls: urlsOf(request, org),
  });
};

export const identity = (request: ApiRequest, org: Org): ApiAnswer => {
  const { admin } = org.people;
  return json({
    id: request.baseUrl + identityPath(org),
    asserted_user: true,
    user_id: admin.Id,
    organization_id: org.id,
    username: admin.Username,
    nick_name: admin.Alias,
    display_name: admin.Name,
    email: admin.Email,
    email_verified: true,
    first_name: admin.FirstName,
    last_name: admin.LastName,
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    is_app_installed: true,
    urls: urlsOf(request, org),
  });
};

/** Says yes and keeps the session: `sf org logout` must not make the org useless for the next test. */
export const revoke = (): ApiAnswer => json({});
