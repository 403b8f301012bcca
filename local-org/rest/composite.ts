import { ApiError, json, readJsonBody, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { Handler, Route, RouteContext } from '../http/routes.js';

/** docs/platform.md#reading */
const MAX_SUBREQUESTS = 25;

type Subrequest = { method: string; url: string; body: unknown; referenceId: string };

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const readSubrequests = (list: unknown, bodyKey: string): Subrequest[] => {
  if (!Array.isArray(list) || list.length === 0) {
    throw new ApiError(400, 'INVALID_INPUT', 'The request body holds no subrequests');
  }
  if (list.length > MAX_SUBREQUESTS) {
    throw new ApiError(400, 'LIMIT_EXCEEDED', `The request holds more than ${MAX_SUBREQUESTS} subrequests`);
  }
  return list.map((entry: unknown) => {
    const { [bodyKey]: body, ...rest } = { ...(entry as Record<string, unknown>) };
    const method = textOf(rest.method).toUpperCase();
    const url = textOf(rest.url);
    if (!METHODS.includes(method) || url === '') {
      throw new ApiError(400, 'INVALID_INPUT', 'A subrequest needs a valid method and a url');
    }
    return { method, url, body, referenceId: textOf(rest.referenceId) };
  });
};

/** The request that a subrequest stands for; its url may leave out `/services/data/`. */
const expand = ({ method, url, body }: Subrequest, outer: ApiRequest): ApiRequest => {
  const absolute = new URL(url.startsWith('/') ? url : `/services/data/${url}`, outer.baseUrl);
  return {
    ...outer,
    method,
    path: absolute.pathname,
    query: absolute.searchParams,
    body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
  };
};

const isError = ({ status }: { status: number }): boolean => status >= 400;

/** What a batch does not run: itself in another shape, and what is not data. */
const NOT_IN_BATCH = /^\/services\/data\/v[\d.]+\/(?:composite|tooling|metadata)(?:\/|$)/;

const batch: Handler = async (request, { dispatch }: RouteContext) => {
  const body = readJsonBody(request);
  const subrequests = readSubrequests(body.batchRequests, 'richInput').map((entry) => expand(entry, request));
  const results: Array<{ statusCode: number; result: unknown }> = [];
  let halted = false;
  for (const subrequest of subrequests) {
    const answer: ApiAnswer = halted ? haltedAnswer() : await runInBatch(subrequest, dispatch);
    halted ||= body.haltOnError === true && isError(answer);
    results.push({ statusCode: answer.status, result: answer.body ?? null });
  }
  return json({ hasErrors: results.some(({ statusCode }) => statusCode >= 400), results });
};

const haltedAnswer = (): ApiAnswer =>
  new ApiError(
    412,
    'BATCH_PROCESSING_HALTED',
    'Batch processing was halted as requested by the haltOnError flag'
  ).toAnswer();

const runInBatch = async (request: ApiRequest, dispatch: RouteContext['dispatch']): Promise<ApiAnswer> =>
  NOT_IN_BATCH.test(request.path)
    ? new ApiError(400, 'INVALID_BATCH_REQUEST', `The resource ${request.path} is not supported in a batch`).toAnswer()
    : dispatch(request);

const composite: Handler = async (request, { dispatch }) => {
  const body = readJsonBody(request);
  const results: unknown[] = [];
  for (const subrequest of readSubrequests(body.compositeRequest, 'body')) {
    if (subrequest.referenceId === '') {
      throw new ApiError(400, 'JSON_PARSER_ERROR', 'A subrequest needs a referenceId');
    }
    const answer = await dispatch(expand(subrequest, request));
    results.push({
      body: answer.body ?? null,
      httpHeaders: {},
      httpStatusCode: answer.status,
      referenceId: subrequest.referenceId,
    });
  }
  return json({ compositeResponse: results });
};

export const compositeRoutes: readonly Route[] = [
  { pattern: /^composite$/, methods: { POST: composite }, since: 38 },
  { pattern: /^composite\/batch$/, methods: { POST: batch }, since: 34 },
];
