/** What becomes XML: lists repeat their element, `undefined` leaves it out, `null` is written as nil. */
export type XmlValue =
  string | number | boolean | Date | null | undefined | readonly XmlValue[] | { readonly [element: string]: XmlValue };

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // As it is, whoever reads it takes it for a line feed.
  '\r': '&#13;',
};

const escapeXml = (text: string): string => text.replace(/[&<>"'\r]/g, (char) => ESCAPES[char] ?? char);

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

const isLeaf = (value: XmlValue): value is string | number | boolean | Date =>
  value instanceof Date || (typeof value !== 'object' && value !== undefined);

const writeElement = (name: string, value: XmlValue, level: number, indent: string): string => {
  if (value === undefined) return '';
  if (isList(value)) return value.map((entry) => writeElement(name, entry, level, indent)).join('');
  const [start, end] = indent ? [indent.repeat(level), '\n'] : ['', ''];
  if (value === null) return `${start}<${name} xsi:nil="true"/>${end}`;
  if (isLeaf(value)) {
    const text = escapeXml(value instanceof Date ? value.toISOString() : String(value));
    return `${start}<${name}>${text}</${name}>${end}`;
  }
  return `${start}<${name}>${end}${writeChildren(value, level + 1, indent)}${start}</${name}>${end}`;
};

const writeChildren = (value: Readonly<Record<string, XmlValue>>, level: number, indent: string): string =>
  Object.entries(value)
    .map(([name, child]) => writeElement(name, child, level, indent))
    .join('');

export const METADATA_NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** Elements on one line, for SOAP answers. */
export const writeXml = (value: Readonly<Record<string, XmlValue>>): string => writeChildren(value, 0, '');

/** A file as the Metadata API writes it into a zip. */
export const writeMetadataFile = (root: string, value: Readonly<Record<string, XmlValue>>): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<${root} xmlns="${METADATA_NAMESPACE}">\n`,
    writeChildren(value, 1, '    '),
    `</${root}>\n`,
  ].join('');
