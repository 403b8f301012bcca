import { Transport } from '@jsforce/jsforce-node/lib/transport.js';
import type { HttpRequest, HttpRequestOptions, HttpResponse } from '@jsforce/jsforce-node/lib/types/common.js';
import { StreamPromise } from '@jsforce/jsforce-node/lib/util/promise.js';
import { PassThrough } from 'node:stream';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { EnvHttpProxyAgent, fetch, type Dispatcher, type Response } from 'undici';
import { checkReadable } from './answers.js';
import { isSafe, nameOf } from './requests.js';
import { isBusy, isPassing, isUnsent, PassingFailure, retrying, type OnRetry } from './retry.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'org');

/** How long one request may take; `HTTP_TIMEOUT` (ms) says otherwise, as it does for jsforce. */
const LIMIT_MS = 60_000;

/** More is no limit to any timer. */
const LONGEST_LIMIT_MS = 2 ** 31 - 1;

export const limitMs = (): number => {
  const wanted = Math.trunc(Number(process.env.HTTP_TIMEOUT));
  return wanted >= 1 && wanted <= LONGEST_LIMIT_MS ? wanted : LIMIT_MS;
};

/** How long the org asks to be left alone, ms: seconds or a date. */
const pauseIn = ({ headers }: Response): number => {
  const asked = headers.get('retry-after') ?? '0';
  const pauseMs = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
  return Math.max(0, pauseMs || 0);
};

/** What went wrong with a connection, in the words of whoever noticed. */
const reasonOf = (error: Error): string => {
  const { cause } = error;
  if (error.name === 'TimeoutError') return messages.getMessage('reason.timeout', [limitMs() / 1000]);
  return cause instanceof Error ? reasonOf(cause) : error.message;
};

/** A request that came to no answer. */
const explain = (error: Error, request: HttpRequest): Error => {
  const reason = messages.getMessage('reason.connection', [nameOf(request), reasonOf(error)]);
  if (error.name === 'TimeoutError' || isPassing(error)) return new PassingFailure(reason, 0, { cause: error });
  return new Error(reason, { cause: error });
};

/** An answer that asks for patience: the org's, but no answer to what was asked. */
class BusyAnswer extends PassingFailure {
  public constructor(
    reason: string,
    pauseMs: number,
    public readonly response: HttpResponse
  ) {
    super(reason, pauseMs);
  }
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** A proxy's address may hold a password, so it is not repeated. */
export const dispatcherOfEnvironment = (): Dispatcher => {
  try {
    return new EnvHttpProxyAgent();
  } catch {
    const given = PROXY_VARIABLES.filter((name) => process.env[name]);
    throw messages.createError('error.proxyNotUsable', [given.join(', ')]);
  }
};

const isSentOn = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/** What was sent holds the session, and may hold secrets: it follows nobody who points elsewhere. */
const checkIsHere = (request: HttpRequest, { statusCode, headers }: HttpResponse): void => {
  if (!isSentOn(statusCode)) return;
  const target = URL.parse(headers.location ?? '', request.url)?.host ?? messages.getMessage('redirect.nowhere');
  throw messages.createError('error.sentElsewhere', [nameOf(request), target]);
};

const isWhole = ({ body = null }: HttpRequest): boolean =>
  body === null || typeof body === 'string' || Buffer.isBuffer(body);

/**
 * How each request of this plugin reaches the org: within a limit of time, read whole before anybody gets to see a
 * part of it, checked for being an answer of an org at all, and made again where it fails in passing and may be made
 * twice.
 */
class SteadyTransport extends Transport {
  private readonly closing = new AbortController();

  public constructor(
    private readonly dispatcher: Dispatcher,
    private readonly onRetry: OnRetry | undefined
  ) {
    super();
  }

  public override httpRequest(request: HttpRequest, options: HttpRequestOptions = {}): StreamPromise<HttpResponse> {
    // What is sent in parts, as nothing of this plugin's own is, cannot be sent twice.
    if (!isWhole(request)) return super.httpRequest(request, options);
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.send(request) }));
  }

  /** Ends what is still under way: nobody waits for it any more. */
  public close(): void {
    this.closing.abort();
  }

  private async send(request: HttpRequest): Promise<HttpResponse> {
    const mayRetry = (failure: PassingFailure): boolean =>
      !this.closing.signal.aborted && (isSafe(request) || isUnsent(failure));
    try {
      return await retrying(() => this.sendOnce(request), mayRetry, this.onRetry);
    } catch (error) {
      if (error instanceof BusyAnswer) return error.response;
      throw error;
    }
  }

  private async sendOnce(request: HttpRequest): Promise<HttpResponse> {
    const { answer, body } = await this.exchange(request);
    const response = { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body };
    if (isBusy(answer.status) || (answer.status === 500 && request.method === 'GET')) {
      const reason = messages.getMessage('reason.status', [nameOf(request), answer.status]);
      throw new BusyAnswer(reason, pauseIn(answer), response);
    }
    checkIsHere(request, response);
    checkReadable(request, response);
    return response;
  }

  private async exchange(request: HttpRequest): Promise<{ answer: Response; body: string }> {
    const { url, method, headers, body } = request;
    const signal = AbortSignal.any([AbortSignal.timeout(limitMs()), this.closing.signal]);
    const sent = method === 'GET' || method === 'HEAD' ? undefined : (body as string | Buffer | undefined);
    try {
      const answer = await fetch(url, {
        method,
        headers,
        body: sent,
        signal,
        redirect: 'manual',
        dispatcher: this.dispatcher,
      });
      return { answer, body: await answer.text() };
    } catch (error) {
      throw explain(error as Error, request);
    }
  }
}

/**
 * Has all requests of a connection made so.
 *
 * @returns what ends those that are still under way
 * @throws SfError `ProxyNotUsableError` where the environment names a proxy by what is no address
 */
export const makeSteady = (connection: Connection, onRetry?: OnRetry): { close: () => void } => {
  const transport = new SteadyTransport(dispatcherOfEnvironment(), onRetry);
  connection._transport = transport;
  return { close: () => transport.close() };
};
