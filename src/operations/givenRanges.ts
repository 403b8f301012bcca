import { extname } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { parseYamlList } from '../definition/document.js';
import { inputReader } from '../definition/inputs.js';
import type { IpRange } from '../settings/ipRanges.js';
import { check, type Locate, type Problem } from '../definition/problems.js';
import type { ReadText } from '../definition/sources.js';
import { ipRange } from '../settings/values.js';
import { ALLOWLIST_LIMITS } from '../settings/platform.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'allowlist');

/** Ranges that a user gave, read and checked each by itself. */
export interface GivenRanges {
  ranges: IpRange[];
  problems: Problem[];
}

/** What is wrong does not hide what is right; more than any allowlist holds is not looked at. */
const checkAll = (raw: unknown[], locate: Locate): GivenRanges => {
  if (raw.length > ALLOWLIST_LIMITS.ranges) {
    const what = messages.getMessage('tooManyGiven', [raw.length, ALLOWLIST_LIMITS.ranges]);
    return { ranges: [], problems: [{ where: locate([]), what }] };
  }
  const checked = raw.map((item, index) => check(ipRange, item, (path) => locate([index, ...path])));
  return {
    ranges: checked.flatMap(({ value }) => value ?? []),
    problems: checked.flatMap(({ problems }) => problems),
  };
};

/**
 * Ranges given by `--allow-ip`.
 *
 * @param texts addresses, `a-b` or CIDR blocks; what is given twice is given once
 * @param description goes with each of them
 */
export const checkRanges = (texts: string[], description?: string): GivenRanges => {
  const distinct = [...new Set(texts)];
  const raw = distinct.map((range) => ({ range, description }));
  return checkAll(raw, ([index]) => (index === undefined ? '--allow-ip' : `--allow-ip ${distinct[Number(index)]}`));
};

/** A line each: a range, and behind a blank its description; `#` begins a comment. */
const readLines = (text: string, file: string): GivenRanges => {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.replace(/(^|\s)#.*/, '').trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
  if (lines.length === 0) return { ranges: [], problems: [{ where: file, what: messages.getMessage('noRange') }] };
  const raw = lines.map(({ line }) => {
    const [range, ...description] = line.split(/\s+/);
    return { range, ...(description.length > 0 && { description: description.join(' ') }) };
  });
  return checkAll(raw, ([index]) => (index === undefined ? file : `${file}:${lines[Number(index)].number}`));
};

const readList = (text: string, file: string): GivenRanges => {
  const { document, problems } = parseYamlList(text, file);
  return document ? checkAll(document.content, document.locate) : { ranges: [], problems };
};

/** Ranges from a file: a YAML or JSON list as in a definition, or, of a `.txt` file, its lines. */
const readRangeFile = async (file: string, readText: ReadText): Promise<GivenRanges> => {
  try {
    const text = await readText(file);
    return extname(file).toLowerCase() === '.txt' ? readLines(text, file) : readList(text, file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return { ranges: [], problems: [{ where: file, what: messages.getMessage('unreadableFile', [code]) }] };
  }
};

/** All ranges that a user gave: those of flags, then those of the file. */
export const gatherRanges = async (
  texts: string[] | undefined,
  description: string | undefined,
  file: string | undefined,
  readText: ReadText = inputReader()
): Promise<GivenRanges> => {
  if (texts === undefined && file === undefined) {
    return { ranges: [], problems: [{ where: '--allow-ip', what: messages.getMessage('nothingGiven') }] };
  }
  const flags = checkRanges(texts ?? [], description);
  const read = file === undefined ? { ranges: [], problems: [] } : await readRangeFile(file, readText);
  return { ranges: [...flags.ranges, ...read.ranges], problems: [...flags.problems, ...read.problems] };
};
