import { ApiError, json, noContent, notFound, readJsonBody, type ApiRequest } from '../http/api.js';
import type { Handler, Route, RouteContext } from '../http/routes.js';
import { ECA_SETTINGS, SETTINGS } from '../metadata/types.js';
import type { Component, Consumer, KeyPair, StagedKeyPair } from '../org/components.js';
import { isSameId } from '../org/ids.js';
import { newConsumerKey, newConsumerSecret } from '../rules/consumer.js';

/** The Connect REST resources of an app's key pair: docs/platform.md#credentials */

const PARTS: Readonly<Record<string, ReadonlyArray<'key' | 'secret'>>> = {
  key: ['key'],
  secret: ['secret'],
  keyandsecret: ['key', 'secret'],
};

type Found = { app: Component; consumer: Consumer; base: string };

const requireAccess = ({ org }: RouteContext): void => {
  const settings = org.components.find(SETTINGS, ECA_SETTINGS.member);
  if (settings?.fields.enableClientSecretInRestApiAccess === true) return;
  throw new ApiError(
    403,
    'FUNCTIONALITY_NOT_ENABLED',
    'This feature is not currently enabled for this user type or org'
  );
};

const findApp = ({ org, params }: RouteContext): Component => {
  const app = org.components.list('ExternalClientApplication').find(({ id }) => isSameId(params.app ?? '', id));
  if (!app) throw notFound();
  return app;
};

const findConsumer = (context: RouteContext): Found => {
  requireAccess(context);
  const app = findApp(context);
  const consumer = context.org.components.consumers.get(app.fullName);
  if (!consumer || !isSameId(context.params.consumer ?? '', consumer.id)) throw notFound();
  return { app, consumer, base: `${appUrl(context, app)}/${consumer.id}` };
};

const appUrl = ({ version }: RouteContext, app: Component): string =>
  `/services/data/v${version}/apps/oauth/credentials/${app.id}`;

const listConsumers: Handler = (_request, context) => {
  requireAccess(context);
  const app = findApp(context);
  const consumer = context.org.components.consumers.get(app.fullName);
  const entries = consumer ? [consumer] : [];
  return json({
    consumers: entries.map(({ id, key }) => {
      const url = `${appUrl(context, app)}/${id}`;
      return { id, key, name: app.fullName, stagedCredentialsUrl: `${url}/staged`, url };
    }),
  });
};

const showConsumer: Handler = ({ query }, context) => {
  const { consumer, base } = findConsumer(context);
  const asked = query.get('part') ?? 'key';
  const parts = Object.hasOwn(PARTS, asked) ? PARTS[asked] : undefined;
  if (!parts) throw new ApiError(400, 'INVALID_API_INPUT', `Invalid value for parameter part: ${asked}`);
  return json({ id: consumer.id, ...Object.fromEntries(parts.map((part) => [part, consumer[part]])), url: base });
};

const stagedAnswer = ({ id, key, secret, state }: StagedKeyPair, base: string): Record<string, string> => ({
  id,
  key,
  secret,
  state,
  url: `${base}/staged/${id}`,
});

const listStaged: Handler = (_request, context) => {
  const { consumer, base } = findConsumer(context);
  return json({ stagedCredentials: consumer.staged ? [stagedAnswer(consumer.staged, base)] : [] });
};

/** A real org lets a request without a body hang; here it is refused at once. */
const requireBody = ({ body }: ApiRequest): void => {
  if (body.length === 0) throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request has no body: send {}');
};

const stage: Handler = (request, context) => {
  requireBody(request);
  const { app, consumer, base } = findConsumer(context);
  if (consumer.staged) {
    throw new ApiError(400, 'INVALID_API_INPUT', 'The consumer has staged credentials already: rotate or delete them');
  }
  const { org } = context;
  const staged: StagedKeyPair = {
    id: org.newId('0cS'),
    key: newConsumerKey(org.options.secret),
    secret: newConsumerSecret(org.options.secret),
    state: 'staged',
  };
  org.components.consumers.set(app.fullName, { ...consumer, staged });
  return json({ stagedCredentials: [stagedAnswer(staged, base)] }, 201);
};

const findStaged = (context: RouteContext): Found & { staged: StagedKeyPair } => {
  const found = findConsumer(context);
  const { staged } = found.consumer;
  if (!staged || !isSameId(context.params.staged ?? '', staged.id)) throw notFound();
  return { ...found, staged };
};

const showStaged: Handler = (_request, context) => {
  const { staged, base } = findStaged(context);
  return json(stagedAnswer(staged, base));
};

const setKeyPair = ({ org }: RouteContext, app: Component, consumer: Consumer): void => {
  org.components.consumers.set(app.fullName, consumer);
  for (const settings of org.components.listOfApp(app.fullName)) {
    if (settings.type !== 'ExtlClntAppGlobalOauthSettings') continue;
    org.components.put({ ...settings, fields: { ...settings.fields, consumerKey: consumer.key } });
  }
};

const rotate: Handler = (request, context) => {
  requireBody(request);
  const { app, consumer, staged, base } = findStaged(context);
  if (readJsonBody(request).command !== 'rotate' || staged.state !== 'staged') {
    throw new ApiError(400, 'INVALID_API_INPUT', 'Only staged credentials can be rotated, by the command rotate');
  }
  const former: KeyPair = { id: staged.id, key: consumer.key, secret: consumer.secret };
  const rotated: StagedKeyPair = { ...former, state: 'rotated' };
  setKeyPair(context, app, { id: consumer.id, key: staged.key, secret: staged.secret, staged: rotated });
  return json(stagedAnswer(rotated, base));
};

const deleteStaged: Handler = (_request, context) => {
  const { app, consumer } = findStaged(context);
  context.org.components.consumers.set(app.fullName, { ...consumer, staged: undefined });
  return noContent;
};

const CREDENTIALS = 'apps/oauth/credentials/(?<app>\\w+)';

export const appRoutes: readonly Route[] = [
  { pattern: new RegExp(`^${CREDENTIALS}$`), methods: { GET: listConsumers }, since: 60 },
  { pattern: new RegExp(`^${CREDENTIALS}/(?<consumer>\\w+)$`), methods: { GET: showConsumer }, since: 60 },
  {
    pattern: new RegExp(`^${CREDENTIALS}/(?<consumer>\\w+)/staged$`),
    methods: { GET: listStaged, POST: stage },
    since: 65,
  },
  {
    pattern: new RegExp(`^${CREDENTIALS}/(?<consumer>\\w+)/staged/(?<staged>\\w+)$`),
    methods: { GET: showStaged, PATCH: rotate, DELETE: deleteStaged },
    since: 65,
  },
];
