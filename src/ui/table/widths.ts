import stringWidth from 'fast-string-width';

/** A column of a table. */
export interface Column<Key extends string = string> {
  key: Key;
  name: string;
  /**
   * Into about how many lines a text may be broken, and never within a word; 1: it stays whole. Absent: as the table's
   * width asks for.
   */
  lines?: number;
}

export interface Table<Key extends string = string> {
  title?: string;
  data: Array<Record<Key, string>>;
  columns: Array<Column<Key>>;
}

/** Blanks on each side of a text. */
export const PADDING = 1;

/** The narrowest column: a few letters. */
const NARROWEST = 3 + 2 * PADDING;

const widest = (parts: string[]): number =>
  parts.reduce((width, part) => Math.max(width, stringWidth(part)), 0) + 2 * PADDING;

/** What a column shows: its name, and its texts. */
const textsIn = ({ data }: Table, { key, name }: Column): string[] => [name, ...data.map((row) => row[key])];

const naturalWidth = (table: Table, column: Column): number =>
  widest(textsIn(table, column).flatMap((text) => text.split('\n')));

const leastWidth = (table: Table, column: Column): number => {
  const { lines } = column;
  if (lines === undefined) return NARROWEST;
  const longestWord = widest(textsIn(table, column).flatMap((text) => text.split(/\s/)));
  const evenly = Math.ceil((naturalWidth(table, column) - 2 * PADDING) / lines) + 2 * PADDING;
  return Math.max(longestWord, evenly);
};

/** The width of a table of such columns, borders and all. */
export const tableWidth = (widths: number[]): number =>
  widths.reduce((total, width) => total + width, 0) + widths.length + 1;

/** Makes columns narrower until the table fits, the widest first, each down to its least width. */
const shrink = (widths: number[], least: number[], room: number): number[] => {
  const narrower = [...widths];
  let excess = tableWidth(widths) - room;
  for (const index of [...widths.keys()].sort((a, b) => widths[b] - widths[a])) {
    const saved = Math.max(0, Math.min(excess, widths[index] - least[index]));
    narrower[index] -= saved;
    excess -= saved;
  }
  return narrower;
};

/**
 * How wide the columns are: as their longest text, or what there is room for. Then the widest give way, first down to
 * their names, and where that is not enough, as far as they can.
 */
export const columnWidths = (table: Table, room = Infinity): number[] => {
  const { columns } = table;
  const least = columns.map((column) => leastWidth(table, column));
  const named = columns.map(({ name }, index) => Math.max(least[index], widest([name])));
  const natural = columns.map((column) => naturalWidth(table, column));
  return shrink(shrink(natural, named, room), least, room);
};

/** Whether a line has room for the table, without breaking a text more often than it may be. */
export const fits = <Key extends string>(table: Table<Key>, room = Infinity): boolean =>
  tableWidth(table.columns.map((column) => leastWidth(table, column))) <= room;

/**
 * The columns that a line has room for.
 *
 * @param byImportance the keys of all columns; the first is there in any case
 */
export const fitColumns = <Key extends string>(
  table: Table<Key>,
  room: number | undefined,
  [first, ...others]: Key[]
): Table<Key> => {
  const only = (keys: Key[]): Table<Key> => ({
    ...table,
    columns: table.columns.filter(({ key }) => keys.includes(key)),
  });
  const kept = others.reduce((keys, key) => (fits(only([...keys, key]), room) ? [...keys, key] : keys), [first]);
  return only(kept);
};
