import { fileURLToPath } from 'node:url';

/**
 * Where Node keeps what it made of modules, for the next process that loads them: every test of a whole command starts
 * the sf CLI, which loads thousands. Not for coverage, which is less precise with it, nor for the bench, since users
 * start without it.
 */
export const COMPILE_CACHE = fileURLToPath(new URL('../.compile-cache', import.meta.url));
