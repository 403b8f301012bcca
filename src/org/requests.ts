import type { HttpRequest } from '@jsforce/jsforce-node/lib/types/common.js';

/** Operations of the Metadata API that change nothing, and of which a second one harms nobody. */
const READING_OPERATIONS = [
  'checkDeployStatus',
  'checkRetrieveStatus',
  'describeMetadata',
  'listMetadata',
  'readMetadata',
  'retrieve',
];

const bodyOf = ({ body }: HttpRequest): string => (typeof body === 'string' ? body : '');

// A login by access token has its org's address with a slash at the end.
const pathOf = ({ url }: HttpRequest): string => new URL(url).pathname.replace(/^\/+/, '/');

export const isSoap = (request: HttpRequest): boolean => pathOf(request).startsWith('/services/Soap/');

const operationOf = (request: HttpRequest): string | undefined =>
  isSoap(request) ? /:Body[^>]*>\s*<(\w+)/.exec(bodyOf(request))?.[1] : undefined;

/** What a request is called in what people read: never with what it asks for, which may be anything. */
export const nameOf = (request: HttpRequest): string => operationOf(request) ?? `${request.method} ${pathOf(request)}`;

const isReadingBatch = (request: HttpRequest): boolean => {
  if (!pathOf(request).endsWith('/composite/batch')) return false;
  const { batchRequests = [] } = JSON.parse(bodyOf(request)) as { batchRequests?: Array<{ method?: string }> };
  return batchRequests.every(({ method }) => method === 'GET');
};

/** Whether the same request may be made twice: it only reads. */
export const isSafe = (request: HttpRequest): boolean =>
  ['GET', 'HEAD'].includes(request.method) ||
  READING_OPERATIONS.includes(operationOf(request) ?? '') ||
  isReadingBatch(request);
