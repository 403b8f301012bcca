const quote = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`);

/** A command that a shell takes apart into just these words again, whatever they hold. */
export const toCommand = (words: string[]): string => words.map(quote).join(' ');
