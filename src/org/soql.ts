/** A string in SOQL. */
export const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

export const anyOf = (field: string, values: string[]): string => `${field} IN (${values.map(quote).join(', ')})`;
