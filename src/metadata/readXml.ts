import { XMLParser } from 'fast-xml-parser';
import type { XmlElements, XmlValue } from '../settings/codecs.js';

/** What the parser calls text that has elements or attributes beside it. */
const TEXT_BESIDE_ELEMENTS = '#text';

const parser = new XMLParser({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  textNodeName: TEXT_BESIDE_ELEMENTS,
  // By number too, as HTML has them: Salesforce does not always write &apos;.
  htmlEntities: true,
  // No path is made for callbacks that there are none of.
  jPath: false,
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  // Far more than Salesforce lets stand in one file.
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 },
});

/** Texts of several lines go back to the org to the letter: what nobody asked to change must not look changed. */
const KEPT_TO_THE_LETTER = ['callbackUrl', 'certificate'];

/** A text is what is meant, without the white space around it; between elements it means nothing at all. */
const tidy = (name: string, value: XmlValue): XmlValue => {
  if (typeof value === 'string') return KEPT_TO_THE_LETTER.includes(name) ? value : value.trim();
  if (Array.isArray(value)) return value.map((item) => tidy(name, item) as string | XmlElements);
  const entries = Object.entries(value)
    .map(([inner, content]): [string, XmlValue] => [inner, tidy(inner, content)])
    .filter(([inner, content]) => inner !== TEXT_BESIDE_ELEMENTS || content !== '');
  return Object.fromEntries(entries);
};

/** The elements of a component's file, below its root. Attributes of the root (the name space) are no settings. */
export const fromXml = (xml: string): XmlElements => {
  const [root = {}] = Object.values(parser.parse(xml) as Record<string, XmlElements | string>);
  const elements = typeof root === 'string' ? {} : (tidy('', root) as XmlElements);
  return Object.fromEntries(Object.entries(elements).filter(([name]) => !name.startsWith('@')));
};
