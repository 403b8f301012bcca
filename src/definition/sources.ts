import { dirname } from 'node:path';

/** What stands in the place of a file's path where its text comes from stdin. */
export const STDIN = '-';

/** What a shell's process substitution, `<(…)`, gives as a file: it lies in no folder and can be read once. */
const PIPE = /^\/(dev\/stdin|(dev|proc\/\w+)\/fd\/\d+)$/;

/** Reads a file's text, or what comes on stdin. */
export type ReadText = (file: string) => Promise<string>;

/** Whether what stands there is gone once it has been read. */
export const isPipe = (file: string): boolean => file === STDIN || PIPE.test(file);

/** What to call a file in what is said of it. */
export const shownAs = (file: string): string => (file === STDIN ? 'stdin' : file);

/** Where paths in a file start from: its own folder, or, of a pipe, the folder that one is in. */
export const folderOf = (file: string): string => (isPipe(file) ? '.' : dirname(file));
