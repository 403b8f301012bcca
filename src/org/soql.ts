const ESCAPED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

/** A string in SOQL, which has words for some control characters, and takes no others. */
export const quote = (text: string): string =>
  `'${text.replace(/[\\'"]/g, '\\$&').replace(/[\u0000-\u001f\u007f]/g, (character) => ESCAPED[character] ?? ' ')}'`;

export const anyOf = (field: string, values: string[]): string => `${field} IN (${values.map(quote).join(', ')})`;
