import type { LocalOrg } from '../../local-org/index.js';
import type { Fault, RecordedRequest } from './recorder.js';

const EMPTY_ENVELOPE =
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>%</soapenv:Body></soapenv:Envelope>';

const soap = (body: string, status = 200): Fault => ({
  status,
  contentType: 'text/xml',
  body: EMPTY_ENVELOPE.replace('%', () => body),
});

const soapFault = (code: string, text: string): Fault =>
  soap(`<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${text}</faultstring></soapenv:Fault>`, 500);

const restError = (status: number, errorCode: string, message: string): Fault => ({
  status,
  body: JSON.stringify([{ errorCode, message }]),
});

/** What becomes of a request. */
export type MakeFault = (request: RecordedRequest, org: LocalOrg) => Fault;

/** What an org, or what stands before it, may do to a request. */
export const FAULTS = {
  reset: () => 'reset',
  'cut off': () => 'cutOff',
  'status 503': () => 'unavailable',
  'status 429': () => ({ status: 429, contentType: 'text/html', body: '<html>Too many</html>', retryAfter: '0' }),
  'status 500': ({ operation }) =>
    operation === undefined
      ? restError(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.')
      : soapFault('UNKNOWN_EXCEPTION', 'An unexpected error occurred.'),
  'a page': () => ({ status: 200, contentType: 'text/html', body: '<html><title>Log in</title>Who are you?</html>' }),
  nothing: () => ({ status: 200, contentType: 'text/plain', body: '' }),
  'another shape': ({ operation }) =>
    operation === undefined
      ? { status: 200, body: '{}' }
      : soap(`<${operation}Response><result></result></${operation}Response>`),
  'a list': ({ operation }) => (operation === undefined ? { status: 200, body: '[]' } : soap('')),
  'an ended login': ({ operation }) =>
    operation === undefined
      ? restError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
      : soapFault('INVALID_SESSION_ID', 'INVALID_SESSION_ID: Session expired or invalid'),
  forbidden: ({ operation }) =>
    operation === undefined
      ? restError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
      : soapFault('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
  'an echo': ({ operation, path, body }, org) => {
    const echo = `Bearer ${org.accessToken} ${encodeURIComponent(org.accessToken)} ${path} ${body.slice(0, 1000)}`;
    return operation === undefined
      ? restError(400, 'MALFORMED_QUERY', echo)
      : soapFault('INVALID_OPERATION', echo.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  },
} satisfies Record<string, MakeFault>;

export type FaultName = keyof typeof FAULTS;
