import { json, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { OrgState } from '../org/state.js';
import type { User } from '../org/people.js';

const urlsOf = ({ baseUrl }: ApiRequest, org: Pick<OrgState, 'id'>): Readonly<Record<string, string>> => ({
  enterprise: `${baseUrl}/services/Soap/c/{version}/${org.id.slice(0, 15)}`,
  metadata: `${baseUrl}/services/Soap/m/{version}/${org.id.slice(0, 15)}`,
  partner: `${baseUrl}/services/Soap/u/{version}/${org.id.slice(0, 15)}`,
  rest: `${baseUrl}/services/data/v{version}/`,
  sobjects: `${baseUrl}/services/data/v{version}/sobjects/`,
  query: `${baseUrl}/services/data/v{version}/query/`,
  tooling_rest: `${baseUrl}/services/data/v{version}/tooling/`,
  custom_domain: baseUrl,
});

export const identityPath = (org: Pick<OrgState, 'id'>, userId: string): string => `/id/${org.id}/${userId}`;

export const userInfo = (request: ApiRequest, org: Pick<OrgState, 'id'>, user: User): ApiAnswer =>
  json({
    sub: request.baseUrl + identityPath(org, user.Id),
    user_id: user.Id,
    organization_id: org.id,
    preferred_username: user.Username,
    nickname: user.Alias,
    name: user.Name,
    email: user.Email,
    email_verified: true,
    given_name: user.FirstName,
    family_name: user.LastName,
    zoneinfo: user.TimeZoneSidKey,
    locale: 'en_US',
    language: 'en_US',
    active: true,
    user_type: 'STANDARD',
    urls: urlsOf(request, org),
  });

export const identity = (request: ApiRequest, org: Pick<OrgState, 'id'>, user: User): ApiAnswer =>
  json({
    id: request.baseUrl + identityPath(org, user.Id),
    asserted_user: true,
    user_id: user.Id,
    organization_id: org.id,
    username: user.Username,
    nick_name: user.Alias,
    display_name: user.Name,
    email: user.Email,
    email_verified: true,
    first_name: user.FirstName,
    last_name: user.LastName,
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    is_app_installed: true,
    urls: urlsOf(request, org),
  });
