import { sourceEnding } from '../metadata/componentTypes.js';
import { ECA_TYPES, isPackageable } from '../settings/platform.js';

/** The file by which Salesforce's tools leave out what is in a project. */
export const FORCE_IGNORE = '.forceignore';

/** Endings of the files that no package may hold: docs/platform.md#packages */
const UNPACKAGED_ENDINGS = ECA_TYPES.filter((type) => !isPackageable(type)).map(sourceEnding);

/** What {@link linesFor} puts above its lines, for those who read the file. */
const HEADING = '# Of External Client Apps, what no second-generation package may hold (sf eca generate)';

/**
 * A folder as a pattern that fits it: what would mean something in a pattern becomes `?`, any one character. Escaped
 * with a backslash it would be right too, but Salesforce's tools warn of each backslash.
 */
const literally = (folder: string): string => folder.replace(/[\\*?[\]\s]/g, '?');

/**
 * The lines that keep a package directory to what a package may hold, and leave all other folders alone.
 *
 * @param folder the package directory as seen from where the .forceignore is, with slashes
 */
export const linesFor = (folder: string): string[] => {
  const anchor = folder === '' ? '' : `/${literally(folder)}`;
  return UNPACKAGED_ENDINGS.map((ending) => `${anchor}/**/*${ending}`);
};

/** Whether a file of the folder that the lines are for is kept out by one of them. */
export const isKeptOutBy = (lines: string[], path: string): boolean =>
  lines.some((line) => path.endsWith(line.slice(line.lastIndexOf('*') + 1)));

/** The lines that a .forceignore has not. */
export const missingLines = (former: Buffer, lines: string[]): string[] => {
  const present = new Set(
    former
      .toString()
      .split(/\r?\n/)
      .map((line) => line.trimEnd())
  );
  return lines.filter((line) => !present.has(line));
};

/** A .forceignore with lines added at its end; what stands there stays byte for byte. */
export const withLines = (former: Buffer, lines: string[]): Buffer => {
  const newline = former.includes('\r\n') ? '\r\n' : '\n';
  const isLineOpen = former.length > 0 && !former.toString('latin1').endsWith('\n');
  const before = former.length === 0 ? [] : ['', ...(isLineOpen ? [''] : [])];
  return Buffer.concat([former, Buffer.from([...before, HEADING, ...lines, ''].join(newline))]);
};
