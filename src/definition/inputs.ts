import { constants, open, ReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isPipe, shownAs, STDIN, type ReadText } from './sources.js';

export type Stdin = NodeJS.ReadableStream & { isTTY?: boolean };

export interface InputOptions {
  stdin?: Stdin;
  /** Told once of each text that is long in coming, and from where it is awaited. */
  onWait?: (from: string) => void;
  /** After how long that is told, ms. */
  patienceMs?: number;
}

/** By then a person wonders what it is that takes so long. */
const PATIENCE_MS = 2000;

const openFile = promisify(open);

/** How soon a FIFO is looked into again, ms. */
const FIFO_DELAY_MS = 100;

const isFifo = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFIFO(),
    () => false
  );

/** Without blocking: a thread that waits for somebody to write would keep an interrupted process from ending. */
const readFifo = async (file: string): Promise<string> => {
  for (;;) {
    const fd = await openFile(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await text(new Socket({ fd, readable: true, writable: false }));
    // Only Linux tells a FIFO that nobody writes to yet from one that is over.
    if (found !== '' || process.platform === 'linux' || isPipe(file)) return found;
    await sleep(FIFO_DELAY_MS);
  }
};

const tellIfLong = async (
  reading: Promise<string>,
  from: string,
  { onWait, patienceMs = PATIENCE_MS }: InputOptions
): Promise<string> => {
  const timer = setTimeout(() => onWait?.(from), patienceMs);
  try {
    return await reading;
  } finally {
    clearTimeout(timer);
  }
};

/** Reads what a user names: a file, a FIFO or stdin. Of a file there is never anything to tell: nobody has to write it. */
export const inputReader =
  (options: InputOptions = {}): ReadText =>
  async (file) => {
    const { stdin = process.stdin } = options;
    if (file === STDIN && stdin instanceof ReadStream) return text(stdin);
    if (file === STDIN) return tellIfLong(text(stdin), shownAs(file), options);
    return (await isFifo(file)) ? tellIfLong(readFifo(file), file, options) : readFile(file, 'utf8');
  };
