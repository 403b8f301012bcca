import { findOauthEndpoint } from '../oauth/endpoints.js';
import { type Org } from '../org/org.js';
import type { User } from '../org/people.js';
import { appRoutes } from '../rest/credentials.js';
import { compositeRoutes } from '../rest/composite.js';
import { deployRoutes } from '../rest/deploy-request.js';
import { identity, identityPath, userInfo } from '../rest/identity.js';
import { queryRoutes } from '../rest/query.js';
import { singleAccess } from '../rest/single-access.js';
import { sobjectRoutes } from '../rest/sobjects.js';
import { listResources, listVersions, resourceRoutes } from '../rest/resources.js';
import { usageRoutes } from '../rest/usage.js';
import { answerSoap } from '../soap/endpoint.js';
import { ApiError, invalidSession, notFound, type ApiAnswer, type ApiRequest } from './api.js';
import { findRoute, handlerOf, type Route } from './routes.js';

const ROUTES: readonly Route[] = [
  ...resourceRoutes,
  ...queryRoutes,
  ...sobjectRoutes,
  ...compositeRoutes,
  ...deployRoutes,
  ...appRoutes,
  ...usageRoutes,
];

const USER_INFO = '/services/oauth2/userinfo';
const SINGLE_ACCESS = '/services/oauth2/singleaccess';
const DATA = /^\/services\/data\/v(\d+\.\d)(?:\/(.*?))?\/?$/;

/** Besides the resources of an API version: what is there for whoever has a session. */
const isKnown = (path: string): boolean =>
  path === USER_INFO || path === SINGLE_ACCESS || /^\/id\/\w+\/\w+$/.test(path);

const OLDEST_REST_VERSION = 31;

const sessionOf = ({ headers }: ApiRequest): string | undefined =>
  /^(?:Bearer|OAuth)\s+(.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();

export class Router {
  readonly #org: Org;
  readonly #onUnknown: (request: ApiRequest) => void;

  public constructor(org: Org, onUnknown: (request: ApiRequest) => void) {
    this.#org = org;
    this.#onUnknown = onUnknown;
  }

  /** Every request has an answer: what is wrong with it becomes one, too. */
  public async answer(request: ApiRequest): Promise<ApiAnswer> {
    this.#org.settle();
    try {
      return await this.#route(request);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404 || error.status === 405) this.#onUnknown(request);
      return error.toAnswer();
    }
  }

  async #route(request: ApiRequest): Promise<ApiAnswer> {
    const { path } = request;
    const soap = /^\/services\/Soap\/m\/(\d+\.\d)(?:\/.*)?$/.exec(path);
    if (soap) {
      return answerSoap(request, this.#org, soap[1] ?? '', () => {
        this.#onUnknown(request);
      });
    }
    if (/^\/services\/data\/?$/.test(path)) return listVersions(this.#org);
    const oauthEndpoint = findOauthEndpoint(path);
    if (oauthEndpoint) return oauthEndpoint(request, this.#org);
    if (!DATA.test(path) && !isKnown(path)) throw notFound();
    const user = this.#org.userOf(sessionOf(request));
    if (!user) throw invalidSession();
    return this.#forUser(request, user);
  }

  async #forUser(request: ApiRequest, user: User): Promise<ApiAnswer> {
    const { path } = request;
    if (path === USER_INFO) return userInfo(request, this.#org, user);
    if (path === SINGLE_ACCESS) return singleAccess(request, this.#org);
    if (path === identityPath(this.#org, user.Id)) return identity(request, this.#org, user);
    const data = DATA.exec(path);
    if (!data) throw notFound();
    return this.#data(request, user, data[1] ?? '', data[2] ?? '');
  }

  async #data(request: ApiRequest, user: User, version: string, resource: string): Promise<ApiAnswer> {
    const number = Number(version);
    if (number < OLDEST_REST_VERSION || number > this.#org.apiVersion) throw notFound();
    if (resource === '') return listResources(request, this.#org, user, version);
    const found = findRoute(ROUTES, resource, number);
    const handler = handlerOf(found?.route, request.method);
    return handler(request, {
      org: this.#org,
      user,
      version,
      params: found?.params ?? {},
      dispatch: async (inner) => this.answer(inner),
    });
  }
}
