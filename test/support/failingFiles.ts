import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import sinon from 'sinon';

/** The functions of `node:fs/promises` that a test has fail. */
type Failing = 'link' | 'rename' | 'writeFile';

/**
 * Does something on a file system that refuses calls of a function.
 *
 * @param refuse the error's code, or undefined where this call is to go through
 */
export const withFailing = async <T>(
  name: Failing,
  refuse: (...paths: unknown[]) => string | undefined,
  work: () => Promise<T>
): Promise<T> => {
  const real = fs.promises[name] as (...words: unknown[]) => Promise<void>;
  const fake = sinon.stub(fs.promises, name).callsFake(async (...words: unknown[]): Promise<void> => {
    const code = refuse(...words);
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    await real(...words);
  });
  // What other files have imported by name is bound anew.
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    fake.restore();
    syncBuiltinESMExports();
  }
};
