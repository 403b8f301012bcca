import { xml, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { Org } from '../org/org.js';
import { XmlError } from '../xml/read.js';
import { readEnvelope, SoapFault, writeAnswer, writeFault } from './envelope.js';
import { callOperation } from './operations.js';

const UNKNOWN = 'UNKNOWN_EXCEPTION';

const toFault = (error: unknown): SoapFault => {
  if (error instanceof SoapFault) return error;
  if (error instanceof XmlError) return new SoapFault(UNKNOWN, error.message);
  throw error;
};

/** The Metadata API over SOAP, version in the path. */
export const answerSoap = async (
  request: ApiRequest,
  org: Org,
  version: string,
  onUnknown: () => void
): Promise<ApiAnswer> => {
  try {
    const { operation, sessionId } = readEnvelope(request.body.toString('utf8'));
    if (!org.userOf(sessionId)) {
      throw new SoapFault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session');
    }
    if (Number(version) > org.apiVersion) {
      throw new SoapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
    }
    return xml(writeAnswer(operation.name, await callOperation(operation, org, Number(version))));
  } catch (error) {
    const fault = toFault(error);
    if (fault.code === UNKNOWN) onUnknown();
    return xml(writeFault(fault), 500);
  }
};
