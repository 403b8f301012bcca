import { parseArgs } from 'node:util';
import { FACTS } from './facts.js';
import { isRunId } from './making.js';

export const USAGE = `Usage: npm run probe -- --target-org ALIAS [--read-only] [--output-file probe.json] [--wait SECONDS]
                     [--only FACT]... [--no-prompt] [--yes-production]
       npm run probe -- --target-org ALIAS --clean-up RUN

Asks an org the doubtful facts of docs/platform.md. docs/probing.md says what it makes there, and what it deletes.
`;

export class UsageError extends Error {}

export interface ProbeFlags {
  targetOrg: string;
  readOnly: boolean;
  outputFile: string | undefined;
  waitMs: number;
  only: string[];
  noPrompt: boolean;
  yesProduction: boolean;
  /** The run whose apps are to be deleted, and nothing else done. */
  cleanUp: string | undefined;
}

/** Longer than one team saw an org take to enforce what it enforces. */
const WAIT_SECONDS = 300;

const OPTIONS = {
  'target-org': { type: 'string', short: 'o' },
  'read-only': { type: 'boolean' },
  'output-file': { type: 'string' },
  wait: { type: 'string' },
  only: { type: 'string', multiple: true },
  'no-prompt': { type: 'boolean' },
  'yes-production': { type: 'boolean' },
  'clean-up': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const parse = (words: string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] => {
  try {
    return parseArgs({ args: words, options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

/**
 * What somebody wants.
 *
 * @returns undefined where it is help
 * @throws UsageError
 */
export const readFlags = (words: string[]): ProbeFlags | undefined => {
  const given = parse(words);
  if (given.help) return undefined;
  const { 'target-org': targetOrg, wait = String(WAIT_SECONDS), only = [], 'clean-up': cleanUp } = given;
  if (targetOrg === undefined || targetOrg === '') throw new UsageError('--target-org is missing.');
  if (!/^\d{1,5}$/.test(wait)) throw new UsageError(`--wait takes a number of seconds, not "${wait}".`);
  const unknown = only.find((id) => !FACTS.some((fact) => fact.id === id));
  if (unknown !== undefined) {
    throw new UsageError(`There is no fact "${unknown}". There are: ${FACTS.map(({ id }) => id).join(', ')}.`);
  }
  if (cleanUp !== undefined && !isRunId(cleanUp)) throw new UsageError(`"${cleanUp}" is the id of no run.`);
  return {
    ...{ targetOrg, only, cleanUp, outputFile: given['output-file'], waitMs: Number(wait) * 1000 },
    readOnly: given['read-only'] === true,
    noPrompt: given['no-prompt'] === true,
    yesProduction: given['yes-production'] === true,
  };
};
