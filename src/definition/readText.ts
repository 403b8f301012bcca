import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { shownAs, STDIN, type ReadText } from './sources.js';

/** A file of a person's own is read long before. */
const PATIENCE_MS = 2000;

let tellOfWaiting: (source: string) => void = () => undefined;

/** Says who is to be told what a run waits for: a pipe that nobody writes to is waited for without end. */
export const onWaiting = (tell: (source: string) => void): void => {
  tellOfWaiting = tell;
};

/** Waits for a text, and says so where it takes long. */
export const awaitText = async (source: string, reading: Promise<string>): Promise<string> => {
  const timer = setTimeout(() => tellOfWaiting(shownAs(source)), PATIENCE_MS);
  try {
    return await reading;
  } finally {
    clearTimeout(timer);
  }
};

/** The text of a file that a user named, or of stdin. */
export const readText: ReadText = (file) =>
  awaitText(file, file === STDIN ? text(process.stdin) : readFile(file, 'utf8'));
