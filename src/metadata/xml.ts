import XMLBuilder from 'fast-xml-builder';
import type { XmlElements, XmlValue } from '../settings/codecs.js';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  format: true,
  indentBy: '    ',
  processEntities: true,
});

/** Salesforce writes elements in the order of their names, capitals first. */
const sorted = (value: XmlValue): XmlValue => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => sorted(item) as string | XmlElements);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)])
  );
};

/** Whoever reads XML takes a bare carriage return for a line feed: as an entity it stays what it is. */
const withCarriageReturns = (xml: string): string => xml.replaceAll('\r', '&#13;');

/** A component's file, as Salesforce writes it. */
export const toXml = ({ type, elements }: { type: string; elements: XmlElements }): string => {
  const content = builder.build({ [type]: { '@xmlns': NAMESPACE, ...(sorted(elements) as XmlElements) } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${withCarriageReturns(content)}`;
};
