/** Names with the name space of the package that they came with: docs/platform.md#name-spaces */

const NAMED_IN_SPACE = /^([A-Za-z](?:_?[A-Za-z0-9])*)__([A-Za-z].*)$/;

/** What stands before the two underscores, or null. */
export const namespaceOf = (name: string): string | null => NAMED_IN_SPACE.exec(name)?.[1] ?? null;

export const withoutNamespace = (name: string): string => NAMED_IN_SPACE.exec(name)?.[2] ?? name;

/** The name as the org that owns a name space keeps it; both spellings come in. */
export const inOwnSpelling = (name: string, own: string | null): string =>
  own !== null && namespaceOf(name)?.toLowerCase() === own.toLowerCase() ? withoutNamespace(name) : name;

/** How the org that owns a name space tells of its apps in their other components. */
export const inFullSpelling = (name: string, own: string | null): string =>
  own === null || namespaceOf(name) !== null ? name : `${own}__${name}`;
