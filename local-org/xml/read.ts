import { XMLParser } from 'fast-xml-parser';
import { findFlaw } from './well-formed.js';

export type Position = { line: number; column: number };

/** An element with what stands in it, and where it starts: just behind its opening tag, as Salesforce counts. */
export type XmlElement = Position & { name: string; text: string; children: XmlElement[]; isNil: boolean };

export class XmlError extends Error {
  public readonly position: Position;

  public constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

type ParsedNode = Record<string, ParsedNode[] | string | Record<string, string>>;

const ATTRIBUTES = ':@';
const TEXT = '#text';

const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** What `captureMetaData` adds to a node, under a symbol. */
const startOf = (node: ParsedNode): number => {
  const symbols = node as unknown as Readonly<Record<symbol, { startIndex?: number } | undefined>>;
  return symbols[XMLParser.getMetaDataSymbol() as unknown as symbol]?.startIndex ?? 0;
};

/** Finds lines by where they start: documents of one long line are common. */
const createLocator = (xml: string): ((index: number) => Position) => {
  const lineStarts = [0, ...[...xml.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (index) => {
    const line = lineStarts.findLastIndex((start) => start <= index);
    return { line: line + 1, column: index - (lineStarts[line] ?? 0) + 1 };
  };
};

const toElement = (node: ParsedNode, tagEnd: (node: ParsedNode) => Position): XmlElement | undefined => {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  const content = name === undefined ? undefined : node[name];
  if (name === undefined || !Array.isArray(content)) return undefined;
  const attributes = (node[ATTRIBUTES] ?? {}) as Record<string, string>;
  return {
    name,
    text: content.map((child) => (typeof child[TEXT] === 'string' ? child[TEXT] : '')).join(''),
    children: content.map((child) => toElement(child, tagEnd)).filter((child) => child !== undefined),
    isNil: attributes.nil === 'true',
    ...tagEnd(node),
  };
};

/**
 * The root element of a document.
 *
 * @throws XmlError where the document is not well-formed
 */
export const readXml = (source: string): XmlElement => {
  const xml = source.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  const locate = createLocator(xml);
  const flaw = findFlaw(xml);
  if (flaw) throw new XmlError(flaw.message, locate(flaw.index));
  const tagEnd = (node: ParsedNode): Position => locate(xml.indexOf('>', startOf(node)) + 1);
  const root = (parser.parse(xml) as ParsedNode[])
    .map((node) => toElement(node, tagEnd))
    .find((element) => element !== undefined);
  if (!root) throw new XmlError('Premature end of file.', locate(xml.length));
  return root;
};

export const childText = (element: XmlElement | undefined, name: string): string | undefined =>
  element?.children.find((child) => child.name === name)?.text;

export const childTexts = (element: XmlElement, name: string): string[] =>
  element.children.filter((child) => child.name === name).map((child) => child.text);
