/** The words of a command line that belong to no flag. */
export interface Words {
  loose: string[];
  behind: string[];
}

/**
 * The words of a command line; which of them stand behind two dashes, oclif does not tell.
 *
 * @param argv the command line
 * @param words of it, those that belong to no flag, in their order
 */
export const toWords = (argv: readonly string[], words: readonly string[]): Words => {
  const dashes = argv.indexOf('--');
  const behind = dashes === -1 ? [] : argv.slice(dashes + 1);
  return { loose: words.slice(0, words.length - behind.length), behind };
};
