/** A word that a shell reads as just this, whatever it holds. */
export const quoteWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;

/** A command that a shell takes apart into just these words again, whatever they hold. */
export const toCommand = (words: string[]): string => words.map(quoteWord).join(' ');
