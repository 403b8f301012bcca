import { Messages } from '@salesforce/core/messages';
import { Document, isMap, isNode, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { hasHidden, visible } from '../settings/visible.js';
import { formatPath, type Locate, type Problem } from './problems.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'document');

/** A YAML or JSON file that was read: its content, and where in the file each path stands. */
export interface ParsedDocument<T = Record<string, unknown>> {
  content: T;
  locate: Locate;
}

type Parsed<T> = { document: ParsedDocument<T>; problems: [] } | { document: undefined; problems: Problem[] };

const offsetOf = (document: Document, path: PropertyKey[]): number | undefined => {
  if (path.length === 0) return undefined;
  const parent = document.getIn(path.slice(0, -1));
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isNode(key) && key.toJSON() === last);
    if (pair && isNode(pair.key)) return pair.key.range?.[0];
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : offsetOf(document, path.slice(0, -1));
};

/** What the parser says, without what it quotes of the text: that may be a password. */
const withoutSource = (message: string): string =>
  message
    .replace(/^Maximum call stack[^]*/, messages.getMessage('tooDeep'))
    .replace(/(?<=\S): [^]*$/, '')
    .replace(/, so [^]* is invalid\.$/, '')
    .replace(/^The [^]* tag has/, 'The tag has')
    .replace(/(?<=escape sequence) [^]*$/, '');

/** The first alias that stands for nothing. */
const lostAlias = (document: Document): number | undefined => {
  let offset: number | undefined;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
};

/** What is no YAML at all is wrong at every other character. */
const MOST_ERRORS = 10;

const parse = <T>(
  text: string,
  file: string,
  isWanted: (contents: unknown) => boolean,
  refusal: 'notAMap' | 'notAList'
): Parsed<T> => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const problems = document.errors
      .slice(0, MOST_ERRORS)
      .map(({ message, pos }) => ({ where: place(pos[0]), what: withoutSource(message) }));
    return { document: undefined, problems };
  }
  if (!isWanted(document.contents)) {
    return { document: undefined, problems: [{ where: file, what: messages.getMessage(refusal) }] };
  }
  const locate: Locate = (path) => {
    const offset = offsetOf(document, path);
    return [offset === undefined ? file : place(offset), formatPath(path)].filter(Boolean).join(' ');
  };
  try {
    return { document: { content: document.toJS() as T, locate }, problems: [] };
  } catch (error) {
    // An alias that leads nowhere, or to more than anybody means.
    const offset = lostAlias(document);
    const where = offset === undefined ? file : place(offset);
    return { document: undefined, problems: [{ where, what: withoutSource((error as Error).message) }] };
  }
};

const placeOf = ({ where }: Problem): [line: number, column: number] => {
  const [, line, column] = /:(\d+):(\d+)(?= |$)/.exec(where) ?? [];
  return [Number(line ?? 0), Number(column ?? 0)];
};

/** The problems of one file from its top to its end; first what has no place in it. */
export const inOrder = (problems: Problem[]): Problem[] =>
  problems.toSorted((one, other) => {
    const [[line, column], [otherLine, otherColumn]] = [placeOf(one), placeOf(other)];
    return line - otherLine || column - otherColumn;
  });

/** Parses YAML (and so JSON) that holds named values. `file` is only for telling where something stands. */
export const parseYaml = (text: string, file: string): Parsed<Record<string, unknown>> =>
  parse(text, file, isMap, 'notAMap');

/** Parses YAML (and so JSON) that holds a list. */
export const parseYamlList = (text: string, file: string): Parsed<unknown[]> => parse(text, file, isSeq, 'notAList');

const withPlainDurations = (_key: unknown, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'amount' in value && 'unit' in value
    ? `${String(value.amount)} ${String(value.unit)}`
    : value;

/** A definition, or a part of a template, as YAML that can be read back. */
export const formatYaml = (content: object): string => {
  const document = new Document(content, withPlainDurations);
  visit(document, {
    // Only between quotes can they be written so that they are seen, and read back.
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && hasHidden(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return visible(document.toString());
};

/** A value as it is read from a definition that {@link formatYaml} wrote. */
export const asWritten = (value: unknown): unknown => parseYaml(formatYaml({ value }), '').document?.content.value;
