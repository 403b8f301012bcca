import { toCommand } from '../definition/shell.js';
import type { AppInput } from '../operations/input.js';

const flagWords = (flag: string, value: unknown): string[] => {
  if (value === undefined) return [];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((single) => [`--${flag}`, String(single)]);
};

/** The command that goes on with a deploy: the same again, with what was asked for at the terminal, and with its id. */
export const resumeCommand = (
  bin: string,
  { template, definitionFile, parameters, flags }: AppInput,
  org: { username: string | undefined; apiVersion: string | undefined },
  jobId: string
): string =>
  toCommand([
    bin,
    'eca',
    'create',
    ...flagWords('job-id', jobId),
    ...flagWords('template', template),
    ...flagWords('definition-file', definitionFile),
    ...flagWords('set', parameters),
    ...flags.flatMap(({ flag, value }) => flagWords(flag, value)),
    ...flagWords('target-org', org.username),
    ...flagWords('api-version', org.apiVersion),
  ]);
