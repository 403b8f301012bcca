import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it passed by. */
export interface RecordedRequest {
  method: string;
  /** Path with query. */
  path: string;
  /** The SOAP operation, for requests to the Metadata API. */
  operation: string | undefined;
  body: string;
  /** Bytes of the org's answer so far: whole once the client has it. */
  received: number;
}

/** Bytes that went to the org and came from it, without headers. */
export const bytesOf = (requests: readonly RecordedRequest[]): number =>
  requests.reduce((sum, { body, received }) => sum + Buffer.byteLength(body) + received, 0);

export type Fault =
  | 'reset'
  /** The org answers, and the connection ends in the middle of it. */
  | 'cutOff'
  | 'unavailable'
  | 'expired'
  | { status: number; body: string; contentType?: string; retryAfter?: string; location?: string }
  /** The request goes on, with this body in place of its own. */
  | { forward: string };

/** Decides what becomes of a request; undefined lets it pass. It may also just wait. */
export type Interference = (request: RecordedRequest, nth: number) => Fault | undefined | Promise<Fault | undefined>;

/** Stands between a client and an org, writes down what is asked, and can make a link or an org that fails. */
export interface Recorder {
  url: string;
  requests: RecordedRequest[];
  interfere: Interference;
  /** Has it stand before another org from now on. */
  retarget: (orgUrl: string) => void;
  stop: () => Promise<void>;
}

const readBody = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** The SOAP operation of a request to the Metadata API. */
export const operationIn = (path: string, body: string): string | undefined =>
  path.includes('/services/Soap/') ? /<soapenv:Body[^>]*>\s*<(\w+)/.exec(body)?.[1] : undefined;

const fail = (fault: Exclude<Fault, 'cutOff' | { forward: string }>, response: ServerResponse): void => {
  if (fault === 'reset') {
    response.socket?.resetAndDestroy();
  } else if (fault === 'unavailable') {
    response.writeHead(503, { 'content-type': 'text/html' }).end('<html>Service Unavailable</html>');
  } else if (fault === 'expired') {
    const body = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]';
    response.writeHead(401, { 'content-type': 'application/json' }).end(body);
  } else {
    const { status, contentType = 'application/json', retryAfter, location, body } = fault;
    response
      .writeHead(status, {
        'content-type': contentType,
        ...(retryAfter && { 'retry-after': retryAfter }),
        ...(location && { location }),
      })
      .end(body);
  }
};

/** Hands on the first half of an answer, and no end of it. */
const cutOff = async (answer: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await readBody(answer);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
};

const pass = (
  target: URL,
  incoming: IncomingMessage,
  { body, recorded, isCutOff = false }: { body: Buffer; recorded: RecordedRequest; isCutOff?: boolean },
  response: ServerResponse
): void => {
  const outgoing = httpRequest(
    // Not resolved as a URL: sf asks for paths that begin with two slashes.
    {
      host: target.hostname,
      port: target.port,
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (isCutOff) return void cutOff(answer, response);
      answer.on('data', (chunk: Buffer) => (recorded.received += chunk.length));
      answer.pipe(response);
    }
  );
  outgoing.on('error', () => response.destroy());
  outgoing.end(body);
};

/** Starts a recorder in front of an org. */
export const startRecorder = async (orgUrl: string): Promise<Recorder> => {
  let target = new URL(orgUrl);
  const recorder: Recorder = {
    url: '',
    requests: [],
    interfere: () => undefined,
    retarget: (otherUrl) => {
      target = new URL(otherUrl);
    },
    stop: () => Promise.resolve(),
  };
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(incoming);
    const text = body.toString('utf8');
    const path = incoming.url ?? '/';
    const operation = operationIn(path, text);
    const recorded = { method: incoming.method ?? '', path, operation, body: text, received: 0 };
    recorder.requests.push(recorded);
    const fault = await recorder.interfere(recorded, recorder.requests.length);
    if (fault === undefined || fault === 'cutOff') {
      pass(target, incoming, { body, recorded, isCutOff: fault === 'cutOff' }, response);
    } else if (typeof fault === 'object' && 'forward' in fault) {
      const changed = Buffer.from(fault.forward);
      incoming.headers['content-length'] = String(changed.length);
      pass(target, incoming, { body: changed, recorded }, response);
    } else fail(fault, response);
  };
  const server = createServer((incoming, response) => void handle(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  recorder.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  recorder.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return recorder;
};

/** An org that does not show its tokens to this user. */
export const hidingTokens: Interference = ({ path }) =>
  path.includes('OauthToken')
    ? { status: 400, body: '[{"errorCode":"INVALID_TYPE","message":"sObject type \'OauthToken\' is not supported."}]' }
    : undefined;
