import { readMultipart } from './multipart.js';

/** A request as the resources of the org see it, whether it came over the wire or inside a composite one. */
export type ApiRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
  /** Scheme and host under which the client knows the org: the base of absolute URLs in answers. */
  baseUrl: string;
};

export type ApiAnswer = {
  status: number;
  body: unknown;
  contentType: string;
  headers?: Readonly<Record<string, string>>;
};

const JSON_TYPE = 'application/json;charset=UTF-8';

export const json = (body: unknown, status = 200): ApiAnswer => ({ status, body, contentType: JSON_TYPE });

export const xml = (body: string, status = 200): ApiAnswer => ({
  status,
  body,
  contentType: 'text/xml; charset=utf-8',
});

export const html = (body: string, status = 200): ApiAnswer => ({
  status,
  body,
  contentType: 'text/html; charset=utf-8',
});

export const redirect = (location: string): ApiAnswer => ({ ...html('', 302), headers: { location } });

export const noContent: ApiAnswer = { status: 204, body: undefined, contentType: JSON_TYPE };

/** What a client gets instead of an answer; REST errors are lists of message and code. */
export class ApiError extends Error {
  public readonly status: number;
  public readonly errorCode: string;

  public constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }

  public toAnswer(): ApiAnswer {
    return json([{ message: this.message, errorCode: this.errorCode }], this.status);
  }
}

export const notFound = (): ApiError => new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');

export const invalidSession = (): ApiError => new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

/** @throws ApiError where the body is no JSON object */
export const readJsonBody = ({ body }: ApiRequest): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // falls through to the one error for every wrong body
  }
  throw new ApiError(400, 'JSON_PARSER_ERROR', 'Unexpected body: a JSON object is expected');
};

/** The fields of an HTML form, as OAuth clients send them, in either of a form's encodings. */
export const readForm = ({ body, headers }: ApiRequest): URLSearchParams => {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return new URLSearchParams(body.toString('utf8'));
  const form = new URLSearchParams();
  for (const [name, value] of readMultipart(body, type)) form.set(name, value.toString('utf8'));
  return form;
};

/** Salesforce writes moments with milliseconds and a numeric zone. */
export const toDatetime = (date: Date): string => date.toISOString().replace('Z', '+0000');
