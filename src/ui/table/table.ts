import truncate from 'cli-truncate';
import stringWidth from 'fast-string-width';
import { wrapAnsi as wrap } from 'fast-wrap-ansi';
import { visible } from '../../settings/visible.js';
import type { Overflow, TableLook } from './look.js';
import type { Edge } from './styles.js';
import { columnWidths, PADDING, tableWidth, type Table } from './widths.js';

const POSITIONS = {
  truncate: 'end',
  'truncate-start': 'start',
  'truncate-middle': 'middle',
  'truncate-end': 'end',
} as const;

const breakLines = (text: string, room: number, overflow: Overflow): string[] => {
  if (stringWidth(text) <= room && !text.includes('\n')) return [text];
  if (overflow === 'wrap') return wrap(text, room, { hard: true, trim: true }).split('\n');
  return [truncate(text.replaceAll('\n', ' '), room, { position: POSITIONS[overflow] })];
};

/** The lines of a cell, each as wide as its column. */
const toCell = (text: string, width: number, overflow: Overflow): string[] =>
  breakLines(text, width - 2 * PADDING, overflow).map((line) => {
    const padded = ' '.repeat(PADDING) + line;
    return padded + ' '.repeat(Math.max(0, width - stringWidth(padded)));
  });

/** The lines of a row, as many as its highest cell has. */
const toRow = (cells: string[][], widths: number[], [left, , cross, right]: Edge): string[] =>
  Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, line) => {
    const parts = cells.map((cell, column) => cell[line] ?? ' '.repeat(widths[column]));
    return left + parts.join(cross) + right;
  });

const toBorder = (widths: number[], edge: Edge | undefined): string[] => {
  if (edge === undefined) return [];
  const [left, line, cross, right] = edge;
  return [left + widths.map((width) => line.repeat(width)).join(cross) + right];
};

const visibleTable = ({ title, columns, data }: Table): Table => ({
  ...(title !== undefined && { title: visible(title) }),
  columns,
  data: data.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell === undefined ? cell : visible(cell)]))
  ),
});

/** A table as text, without a line break at its end. */
export const formatTable = (shown: Table, { width, style, overflow, paintHeading }: TableLook): string => {
  const table = visibleTable(shown);
  const widths = columnWidths(table, width);
  const draw = (texts: string[], edge: Edge, paint = (text: string): string => text): string[] => {
    const cells = texts.map((text, column) => toCell(text, widths[column], overflow).map(paint));
    return toRow(cells, widths, edge);
  };
  const { title, data, columns } = table;
  const lines = [
    ...(title === undefined ? [] : [wrap(title, Math.max(tableWidth(widths), width ?? 0), { hard: true })]),
    ...toBorder(widths, style.header),
    ...draw(
      columns.map(({ name }) => name),
      style.heading,
      paintHeading
    ),
    ...toBorder(widths, style.rule),
    ...data.flatMap((row) => [
      ...toBorder(widths, style.separator),
      ...draw(
        columns.map(({ key }) => row[key]),
        style.data
      ),
    ]),
    ...toBorder(widths, style.footer),
  ];
  return lines.join('\n');
};
