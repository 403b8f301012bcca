import { XMLParser } from 'fast-xml-parser';
import type { XmlElements, XmlValue } from '../settings/codecs.js';

/** A text is what is meant, without the white space around it. */
const parser = new XMLParser({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // By number too, as HTML has them: Salesforce does not always write &apos;.
  htmlEntities: true,
  // No path is made for callbacks that there are none of.
  jPath: false,
  parseAttributeValue: false,
  parseTagValue: false,
  // Far more than Salesforce lets stand in one file.
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 },
});

/** The elements of a component's file, below its root. Attributes of the root (the name space) are no settings. */
export const fromXml = (xml: string): XmlElements => {
  const [root = {}] = Object.values(parser.parse(xml) as Record<string, XmlElements | string>);
  const elements = typeof root === 'string' ? [] : Object.entries<XmlValue>(root);
  return Object.fromEntries(elements.filter(([name]) => !name.startsWith('@')));
};
