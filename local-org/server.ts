import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiAnswer, ApiRequest } from './http/api.js';
import { Router } from './http/router.js';
import type { OrgOptions } from './org/options.js';
import { Org } from './org/org.js';

export type LocalOrgOptions = Partial<OrgOptions> & {
  /** 0 takes any free port. */
  port?: number;
  /** Milliseconds that every answer takes longer. */
  latency?: number;
  /** Tells on stderr of requests that the org does not know. */
  verbose?: boolean;
  /** Told of each request as it arrives; what it gives back is called once the request is answered. */
  onRequest?: (request: ApiRequest) => () => void;
};

export type LocalOrg = {
  instanceUrl: string;
  accessToken: string;
  username: string;
  orgId: string;
  stop(): Promise<void>;
};

const HOST = '127.0.0.1';

const readBody = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const readRequest = async (message: IncomingMessage): Promise<ApiRequest> => {
  const baseUrl = `http://${message.headers.host ?? HOST}`;
  // Clients put a path behind an instance URL that ends in a slash, and Salesforce does not mind.
  const url = new URL((message.url ?? '/').replace(/^\/+/, '/'), baseUrl);
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value?.toString()])),
    body: await readBody(message),
    baseUrl,
  };
};

const send = (response: ServerResponse, answer: ApiAnswer): void => {
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': answer.contentType, ...answer.headers });
  response.end(body);
};

const listen = async (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });

/** Queries and headers may hold secrets, so neither is told. */
const tellUnknown = ({ method, path }: ApiRequest): void => {
  process.stderr.write(`local-org does not know: ${method} ${path}\n`);
};

/** Starts an org on loopback. Its state lives as long as it runs. */
export const startLocalOrg = async (options: LocalOrgOptions = {}): Promise<LocalOrg> => {
  const { port = 0, latency = 0, verbose = false, onRequest, ...orgOptions } = options;
  const org = new Org(orgOptions);
  const router = new Router(org, verbose ? tellUnknown : () => undefined);
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message);
    const onAnswer = onRequest?.(request);
    if (latency > 0) await delay(latency);
    send(response, await router.answer(request));
    onAnswer?.();
  };
  const server = createServer((message, response) => {
    answer(message, response).catch((error: unknown) => {
      process.stderr.write(`local-org failed: ${error instanceof Error ? (error.stack ?? error.message) : ''}\n`);
      send(response, {
        status: 500,
        body: [{ message: 'An unexpected error occurred', errorCode: 'UNKNOWN_EXCEPTION' }],
        contentType: 'application/json',
      });
    });
  });
  const actualPort = await listen(server, port);
  return {
    instanceUrl: `http://${HOST}:${actualPort}`,
    accessToken: org.accessToken,
    username: org.people.admin.Username,
    orgId: org.id,
    stop: async () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};
