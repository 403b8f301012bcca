import { Messages } from '@salesforce/core/messages';
import type { AppSummary } from '../operations/readApps.js';
import { describeControls } from './controls.js';
import { fitColumns, fits, type Column, type Table } from './table/widths.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.list');

/** What a list of apps can show, as `--columns` names it. */
export const APP_COLUMNS = ['name', 'label', 'flows', 'scopes', 'permitted-users', 'controls'] as const;

export type AppColumn = (typeof APP_COLUMNS)[number];

/** What a narrow list shows first. The label comes late, since it says little that the name does not. */
const BY_IMPORTANCE: AppColumn[] = ['name', 'flows', 'controls', 'label', 'permitted-users', 'scopes'];

/** So that a row stays a row: names and words are never broken. */
const LINES: Readonly<Record<AppColumn, number>> = {
  name: 1,
  label: 3,
  flows: 4,
  scopes: 4,
  'permitted-users': 1,
  controls: 4,
};

/** An app's name, and what should be seen at once. */
const describeName = (name: string, marks: string[]): string =>
  marks.length === 0
    ? name
    : messages.getMessage('marked', [name, marks.map((mark) => messages.getMessage(`mark.${mark}`)).join(', ')]);

const toRow = ({
  name,
  installedFrom,
  label,
  enabled,
  flows,
  scopes,
  permittedUsers,
  security,
}: AppSummary): Record<AppColumn, string> => ({
  name: describeName(name, [...(installedFrom === null ? [] : ['installed']), ...(enabled ? [] : ['off'])]),
  label: label ?? '',
  flows: flows.join(', '),
  scopes: scopes.join(', '),
  'permitted-users': permittedUsers ?? '',
  controls: describeControls(security),
});

const toColumn = (key: AppColumn): Column<AppColumn> => ({
  key,
  name: messages.getMessage(`column.${key}`),
  lines: LINES[key],
});

/** What is left out of a table, and how to see it. */
const describeLeftOut = (table: Table<AppColumn>): string[] => {
  const leftOut = APP_COLUMNS.filter((key) => !table.columns.some((column) => column.key === key));
  const names = leftOut.map((key) => messages.getMessage(`column.${key}`));
  return leftOut.length === 0
    ? []
    : [messages.getMessage('leftOut', [names.join(', '), ['name', ...leftOut].join(',')])];
};

const withLines = (table: Table<AppColumn>, lines: number | undefined): Table<AppColumn> => ({
  ...table,
  columns: table.columns.map((column) => (column.key === 'name' ? column : { ...column, lines })),
});

/** Where what was asked for does not fit, all but the name takes more lines, and where that is not enough, words break. */
const squeeze = (table: Table<AppColumn>, room: number | undefined): Table<AppColumn> =>
  [table, withLines(table, Infinity)].find((way) => fits(way, room)) ?? withLines(table, undefined);

/**
 * The apps as a table, and what is said of it.
 *
 * @param columns those that were asked for: they are shown, however narrow the table
 * @param room characters that a line has room for; undefined: as many as the table takes
 */
export const listOfApps = (
  apps: AppSummary[],
  columns: AppColumn[] | undefined,
  room: number | undefined
): { table: Table<AppColumn>; notes: string[] } => {
  const table = { data: apps.map(toRow), columns: (columns ?? APP_COLUMNS).map(toColumn) };
  if (columns !== undefined) return { table: squeeze(table, room), notes: [] };
  const fitted = fitColumns(table, room, BY_IMPORTANCE);
  return { table: fitted, notes: describeLeftOut(fitted) };
};
