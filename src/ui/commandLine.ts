import type { Connection } from '@salesforce/core';
import { isPipe } from '../definition/sources.js';
import { toCommand } from '../definition/shell.js';
import type { Destination } from '../operations/handOver.js';
import type { AppInput, AppRequest } from '../operations/request.js';
import { orgWord } from '../org/runningUser.js';
import { destinationWords } from './destinationFlags.js';

const flagWords = (flag: string, value: unknown): string[] => {
  if (value === undefined || value === false) return [];
  if (value === true) return [`--${flag}`];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((single) => [`--${flag}`, String(single)]);
};

/** What a command of this plugin is given beside the app that it is about; what is undefined or false is left out. */
export type OtherFlags = Readonly<Record<string, string | boolean | undefined>>;

/** The command that asks for this app, with what was answered at a terminal; secrets are not in it. */
export const commandFor = (
  words: string[],
  { template, definitionFile, parameters, flags }: AppInput,
  others: OtherFlags,
  destination?: Destination
): string => {
  const where = destinationWords(destination);
  return toCommand([
    ...words,
    ...flagWords('template', template),
    ...flagWords('definition-file', definitionFile),
    ...flagWords('set', parameters),
    ...flags.flatMap(({ flag, value }) => flagWords(flag, value)),
    ...Object.entries(others).flatMap(([flag, value]) => flagWords(flag, value)),
    ...where.flags,
    ...where.last,
  ]);
};

/** What was given, but for what a pipe held: it is not there any more. */
export const withoutPipes = ({ template, definitionFile, ...input }: AppInput): AppInput => ({
  ...input,
  ...(template !== undefined && !isPipe(template) && { template }),
  ...(definitionFile !== undefined && !isPipe(definitionFile) && { definitionFile }),
});

/** The commands that ask for the same app again, for whoever has to go on. */
export const createCommands = (
  bin: string,
  connection: Connection,
  given: { 'dry-run': boolean; test: boolean; 'api-version'?: string },
  destination: Destination | undefined
): {
  again: (answered: { request: AppRequest; enableAccess: boolean; updateExisting: boolean }) => string;
  resume: (answered: { request: AppRequest; enableAccess: boolean }) => (jobId: string) => string;
} => {
  const words = [bin, 'eca', 'create'];
  const last = { test: given.test, 'target-org': orgWord(connection), 'api-version': given['api-version'] };
  return {
    again: ({ request, enableAccess, updateExisting }) =>
      commandFor(
        words,
        request.input,
        {
          'dry-run': given['dry-run'],
          'update-existing': updateExisting,
          'enable-access': enableAccess,
          ...last,
        },
        destination
      ),
    resume:
      ({ request, enableAccess }) =>
      (jobId) =>
        commandFor(
          [...words, '--job-id', jobId],
          withoutPipes(request.input),
          { 'enable-access': enableAccess, ...last },
          destination
        ),
  };
};
