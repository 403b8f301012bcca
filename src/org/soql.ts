const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f' };

const escape = (letter: string): string =>
  ESCAPES[letter] ??
  (/[\\'"]/.test(letter) ? `\\${letter}` : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A string in SOQL, where no line may end in one: docs/platform.md#reading */
export const quote = (text: string): string =>
  `'${text.replace(/[\u0000-\u001f"'\\\u007f-\u009f\u2028\u2029]/g, escape)}'`;

export const anyOf = (field: string, values: string[]): string => `${field} IN (${values.map(quote).join(', ')})`;
