import { readXml, type XmlElement } from '../xml/read.js';
import { METADATA_NAMESPACE, writeXml, type XmlValue } from '../xml/write.js';

export type SoapCall = { operation: XmlElement; sessionId: string | undefined };

/** What a client gets instead of an answer, with HTTP status 500. */
export class SoapFault extends Error {
  public readonly code: string;

  public constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const descend = (element: XmlElement | undefined, ...names: string[]): XmlElement | undefined =>
  names.reduce((at, name) => at?.children.find((child) => child.name === name), element);

/** @throws XmlError or SoapFault where the body is no SOAP envelope with one operation */
export const readEnvelope = (xml: string): SoapCall => {
  const envelope = readXml(xml);
  const operation = descend(envelope, 'Body')?.children[0];
  if (!operation) throw new SoapFault('UNKNOWN_EXCEPTION', 'No operation available for request');
  return { operation, sessionId: descend(envelope, 'Header', 'SessionHeader', 'sessionId')?.text.trim() };
};

const envelope = (body: string): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
    ` xmlns="${METADATA_NAMESPACE}" xmlns:sf="http://soap.sforce.com/2006/04/metadata"`,
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
  ].join('');

export const writeAnswer = (operation: string, result: XmlValue): string =>
  envelope(writeXml({ [`${operation}Response`]: { result } }));

export const writeFault = ({ code, message }: SoapFault): string =>
  envelope(writeXml({ 'soapenv:Fault': { faultcode: `sf:${code}`, faultstring: message } }));
