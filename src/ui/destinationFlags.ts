import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../definition/problems.js';
import {
  CREDENTIAL_FORMATS,
  USUAL_VARIABLES,
  type CredentialFormat,
  type VariableNames,
} from '../definition/credentialFormats.js';
import type { Destination } from '../operations/handOver.js';
import type { Words } from './commandWords.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'destinations');

const summary = (flag: string): string => messages.getMessage(`flags.${flag}.summary`);

/** The flags by which a command is told where credentials go. Its last words are those of the command after --exec. */
export const destinationFlags = {
  'output-file': Flags.string({ summary: summary('output-file'), exclusive: ['exec'] }),
  force: Flags.boolean({ dependsOn: ['output-file'], summary: summary('force') }),
  exec: Flags.boolean({ summary: summary('exec'), description: messages.getMessage('flags.exec.description') }),
  'exec-stdin': Flags.option({ options: CREDENTIAL_FORMATS })({ dependsOn: ['exec'], summary: summary('exec-stdin') }),
  'key-variable': Flags.string({ summary: summary('key-variable'), default: USUAL_VARIABLES.consumerKey }),
  'secret-variable': Flags.string({ summary: summary('secret-variable'), default: USUAL_VARIABLES.consumerSecret }),
};

/** What goes into the file; by itself its ending tells. */
export const fileFormatFlag = {
  format: Flags.option({ options: CREDENTIAL_FORMATS })({ dependsOn: ['output-file'], summary: summary('format') }),
};

/** What was given by {@link destinationFlags}. */
export interface DestinationFlags {
  'output-file'?: string;
  force: boolean;
  format?: CredentialFormat;
  exec: boolean;
  'exec-stdin'?: CredentialFormat;
  'key-variable': string;
  'secret-variable': string;
}

export const variableNames = (flags: Pick<DestinationFlags, 'key-variable' | 'secret-variable'>): VariableNames => ({
  consumerKey: flags['key-variable'],
  consumerSecret: flags['secret-variable'],
});

/**
 * Where credentials are to go; undefined where nothing was said of it.
 *
 * @param words what stands among the flags, and behind two dashes
 * @throws SfError `InvalidInputError` for words that belong to no --exec
 */
export const toDestination = (
  flags: DestinationFlags,
  { loose, behind }: Words,
  isJson: boolean
): Destination | undefined => {
  const unexpected = flags.exec ? loose : [...loose, ...behind];
  // A word may be a secret that was typed in the wrong place.
  if (unexpected.length > 0)
    throwProblems([
      { where: messages.getMessage('words', [unexpected.length]), what: messages.getMessage('unexpected') },
    ]);
  const variables = variableNames(flags);
  if (flags.exec) {
    const output = isJson ? 'stderr' : 'stdout';
    return { kind: 'command', words: behind, stdin: flags['exec-stdin'], variables, output };
  }
  const { 'output-file': path, force, format } = flags;
  return path === undefined ? undefined : { kind: 'file', path, force, format, variables };
};

/** The words of another command may hold what is not to be repeated. */
const shownWords = ([command, ...words]: readonly string[]): string[] => [
  command,
  ...(words.length > 0 ? ['...'] : []),
];

/** The flags that say the same again, and the words that come last. */
export const destinationWords = (destination: Destination | undefined): { flags: string[]; last: string[] } => {
  if (destination === undefined) return { flags: [], last: [] };
  const { consumerKey, consumerSecret } = destination.variables;
  const variables = [
    ...(consumerKey === USUAL_VARIABLES.consumerKey ? [] : ['--key-variable', consumerKey]),
    ...(consumerSecret === USUAL_VARIABLES.consumerSecret ? [] : ['--secret-variable', consumerSecret]),
  ];
  if (destination.kind === 'file') {
    const { path, force, format } = destination;
    const others = [...(force ? ['--force'] : []), ...(format === undefined ? [] : ['--format', format])];
    return { flags: ['--output-file', path, ...others, ...variables], last: [] };
  }
  const stdin = destination.stdin === undefined ? [] : ['--exec-stdin', destination.stdin];
  return { flags: ['--exec', ...stdin, ...variables], last: ['--', ...shownWords(destination.words)] };
};
