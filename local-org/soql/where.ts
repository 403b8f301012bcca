import type { Condition, Operator, Query, ValueQueryCondition, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { Row } from '../org/people.js';
import type { Column } from '../sobjects/sobject.js';
import { invalidField, malformedQuery } from './errors.js';
import type { FieldPath } from './paths.js';

type Test = (row: Row) => boolean;

export type WhereTools = {
  find: (field: string) => FieldPath;
  read: (row: Row, path: FieldPath) => Row[string];
  /** The values that a query inside IN selects. */
  select: (query: Query) => Array<Row[string]>;
};

type ValueCondition = Extract<Condition, { field: string }> | ValueQueryCondition;

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | ValueCondition;

const repeat = (token: '(' | ')', count = 0): Token[] => Array.from({ length: count }, () => token);

const tokensOfCondition = (left: WhereClause['left']): Token[] => {
  if (!left) return [];
  if ('field' in left) return [...repeat('(', left.openParen), left, ...repeat(')', left.closeParen)];
  if ('fn' in left) throw malformedQuery('This org compares fields, not functions, in WHERE');
  return repeat('(', left.openParen);
};

/** The parser gives a chain with counted parentheses; this gives it back as the tokens it was. */
const tokensOf = (where: WhereClause | undefined): Token[] => {
  const tokens: Token[] = [];
  for (let at = where; at; at = 'right' in at ? at.right : undefined) {
    tokens.push(...tokensOfCondition(at.left));
    if ('operator' in at) tokens.push(at.operator);
  }
  return tokens;
};

type Value = string | number | boolean | null;

const ESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** A character as it is written in a string: itself, or an escape sequence. */
const WRITTEN = /\\u[\da-f]{4}|\\.|[^\\]/gis;

/** The character that an escape sequence stands for. */
const readEscape = (written: string): string => {
  if (/^\\u./i.test(written)) return String.fromCharCode(parseInt(written.slice(2), 16));
  const char = ESCAPED[written.charAt(1).toLowerCase()];
  if (char === undefined) throw malformedQuery(`Illegal character sequence '${written}' in string literal`);
  return char;
};

/** The characters of a quoted string, as they are written. */
const writtenIn = (quoted: string): string[] => quoted.slice(1, -1).match(WRITTEN) ?? [];

const readChar = (written: string): string => (written.startsWith('\\') ? readEscape(written) : written);

const unquote = (quoted: string): string => writtenIn(quoted).map(readChar).join('');

const NUMBERS = ['INTEGER', 'DECIMAL'];
const MOMENTS = ['DATE', 'DATETIME'];

const EXPECTED: Readonly<Record<Column['type'], readonly string[]>> = {
  id: ['STRING'],
  reference: ['STRING'],
  string: ['STRING'],
  boolean: ['BOOLEAN'],
  int: NUMBERS,
  datetime: MOMENTS,
};

const readLiteral = (text: string, literalType: string, column: Column): Value => {
  if (literalType === 'NULL') return null;
  if (literalType.startsWith('DATE_')) throw malformedQuery(`This org compares moments, not ${text}`);
  if (!EXPECTED[column.type].includes(literalType)) {
    const quotes = literalType === 'STRING' ? ' and should not be enclosed in quotes' : '';
    throw invalidField(`value of filter criterion for field '${column.name}' must be of type ${column.type}${quotes}`);
  }
  if (literalType === 'BOOLEAN') return text.toUpperCase() === 'TRUE';
  if (NUMBERS.includes(literalType)) return Number(text);
  if (MOMENTS.includes(literalType)) return Date.parse(text);
  return toComparable(unquote(text), column);
};

/** Text compares without case, ids by their first 15 characters, moments as numbers. */
const toComparable = (value: Value, column: Column): Value => {
  if (typeof value !== 'string') return value;
  if (column.type === 'datetime') return Date.parse(value);
  if (column.type === 'id' || column.type === 'reference') return value.slice(0, 15);
  return value.toLowerCase();
};

const toPattern = (quoted: string): RegExp => {
  const parts = writtenIn(quoted).map((written) => {
    if (written === '%') return '.*';
    if (written === '_') return '.';
    const char = /^\\[%_]$/.test(written) ? written.charAt(1) : readChar(written);
    return char.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'is');
};

type Comparison = (left: Value, values: Value[]) => boolean;

/** Nothing is above or below null, and nothing compares with another kind of value. */
const ordered =
  (holds: (left: number | string, right: number | string) => boolean): Comparison =>
  (left, [right]) =>
    (typeof left === 'number' && typeof right === 'number' && holds(left, right)) ||
    (typeof left === 'string' && typeof right === 'string' && holds(left, right));

const isOneOf: Comparison = (left, values) => values.includes(left);

const isNoneOf: Comparison = (left, values) => !values.includes(left);

const COMPARISONS: Readonly<Partial<Record<Operator, Comparison>>> = {
  '=': isOneOf,
  IN: isOneOf,
  '!=': isNoneOf,
  'NOT IN': isNoneOf,
  '<': ordered((left, right) => left < right),
  '>': ordered((left, right) => left > right),
  '<=': ordered((left, right) => left <= right),
  '>=': ordered((left, right) => left >= right),
};

const comparisonOf = (operator: Operator): Comparison => {
  const comparison = COMPARISONS[operator];
  if (!comparison) throw malformedQuery(`The operator ${operator} is not supported`);
  return comparison;
};

const testOfLike = (condition: ValueCondition, path: FieldPath, tools: WhereTools): Test => {
  if (path.column.type !== 'string') {
    throw invalidField(`The LIKE operator is not valid for the field '${path.column.name}'`);
  }
  if (!('value' in condition) || typeof condition.value !== 'string' || condition.literalType !== 'STRING') {
    throw malformedQuery('LIKE compares with one string');
  }
  const pattern = toPattern(condition.value);
  return (row) => pattern.test(String(tools.read(row, path) ?? ''));
};

const testOf = (condition: ValueCondition, tools: WhereTools): Test => {
  const path = tools.find(condition.field);
  if (condition.operator === 'LIKE') return testOfLike(condition, path, tools);
  const holds = comparisonOf(condition.operator);
  if ('valueQuery' in condition) {
    const selected = tools.select(condition.valueQuery).map((value) => toComparable(value, path.column));
    return (row) => holds(toComparable(tools.read(row, path), path.column), selected);
  }
  const texts = [condition.value].flat();
  const types = [condition.literalType ?? 'STRING'].flat();
  const values = texts.map((text, index) => readLiteral(text, types[index] ?? types[0] ?? 'STRING', path.column));
  return (row) => holds(toComparable(tools.read(row, path), path.column), values);
};

class WhereParser {
  readonly #tokens: Token[];
  readonly #tools: WhereTools;

  public constructor(tokens: Token[], tools: WhereTools) {
    this.#tokens = tokens;
    this.#tools = tools;
  }

  /** Conditions joined by AND or by OR; as in SOQL, not by both without parentheses. */
  public parse(): Test {
    const tests = [this.#parseOne()];
    const operator = this.#tokens[0];
    while (this.#tokens[0] === 'AND' || this.#tokens[0] === 'OR') {
      if (this.#tokens[0] !== operator) throw malformedQuery(`unexpected token: '${this.#tokens[0]}'`);
      this.#tokens.shift();
      tests.push(this.#parseOne());
    }
    return operator === 'OR' ? (row) => tests.some((test) => test(row)) : (row) => tests.every((test) => test(row));
  }

  #parseOne(): Test {
    const token = this.#tokens.shift();
    if (token === 'NOT') {
      const test = this.#parseOne();
      return (row) => !test(row);
    }
    if (token === '(') {
      const test = this.parse();
      if (this.#tokens.shift() !== ')') throw malformedQuery("expecting ')'");
      return test;
    }
    if (token === undefined || typeof token === 'string') throw malformedQuery(`unexpected token: '${token ?? ''}'`);
    return testOf(token, this.#tools);
  }
}

/** @throws ApiError where the clause names what is not there, or says what this org does not evaluate */
export const compileWhere = (where: WhereClause | undefined, tools: WhereTools): Test => {
  if (!where) return () => true;
  return new WhereParser(tokensOf(where), tools).parse();
};
