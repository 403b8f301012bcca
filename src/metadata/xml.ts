import XMLBuilder from 'fast-xml-builder';
import type { XmlElements, XmlValue } from '../settings/codecs.js';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** Where an element has `xsi:nil`, which in a text cannot stand like that. */
const INSTANCE_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
const NIL = /<[^<>]* xsi:[^<>]*>/;

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  format: true,
  indentBy: '    ',
  processEntities: true,
  // An attribute without a value is none in XML.
  suppressBooleanAttributes: false,
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
  const inner = sorted(elements) as XmlElements;
  const build = (attributes: XmlElements): string => builder.build({ [type]: { ...attributes, ...inner } });
  const plain = build({ '@xmlns': NAMESPACE });
  const content = NIL.test(plain) ? build({ '@xmlns': NAMESPACE, '@xmlns:xsi': INSTANCE_NAMESPACE }) : plain;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${withCarriageReturns(content)}`;
};
