import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** The callback URLs to which a browser on this machine can come back. */
export const loopbackCallbacks = (callbackUrls: readonly string[]): string[] =>
  callbackUrls.filter((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url?.protocol === 'http:' && LOOPBACK.test(url.hostname) && url.port !== '';
  });

/** Waits where a browser comes back to. */
export interface LoopbackListener {
  /** The URL with which the browser came. */
  arrival: Promise<URL>;
  close: () => void;
}

const listen = (server: Server, callback: URL): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    const host = callback.hostname === '[::1]' ? '::1' : '127.0.0.1';
    server.listen(Number(callback.port), host, () => resolve(server.address() as AddressInfo));
  });

/**
 * Listens on this machine alone, until the browser comes to the callback URL or the listener is closed.
 *
 * @param state of the authorization; whoever comes without it is somebody else
 * @param page what the browser is shown then
 * @throws Error of the system, where another program has the port
 */
export const listenForCallback = async (
  callbackUrl: string,
  state: string,
  page: string
): Promise<LoopbackListener> => {
  const callback = new URL(callbackUrl);
  const arrived = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', callback.href);
    const isCallback = url?.pathname === callback.pathname && url.searchParams.get('state') === state;
    response.writeHead(isCallback ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', connection: 'close' });
    response.end(isCallback ? page : '');
    if (isCallback && url) arrived.resolve(url);
  });
  await listen(server, callback);
  return {
    arrival: arrived.promise,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
