import type { ParsedDocument } from '../definition/document.js';
import { valueIn } from '../definition/problems.js';

type Group = Record<string, unknown>;

/** What is true of one template is not, for that, of another that takes after it. */
const OF_ONE_ALONE = ['category', 'extends', 'source', 'verified'];

const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nameOf = (item: unknown): unknown => (isGroup(item) ? item.name : undefined);

/** Parameters by their names: what the extending template says of one replaces what the other says. */
const mergeParameters = (own: unknown[], base: unknown[]): unknown[] => {
  const isIn = (items: unknown[], item: unknown): boolean => items.some((other) => nameOf(other) === nameOf(item));
  const replaced = base.map((item) => own.find((other) => nameOf(other) === nameOf(item)) ?? item);
  return [...replaced, ...own.filter((item) => !isIn(base, item))];
};

/** Groups are merged; any other value, also a list, replaces the one that it stands over. */
export const mergeGroups = (own: Group, base: Group): Group => {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(own)) {
    const former = merged.get(key);
    merged.set(key, isGroup(value) && isGroup(former) ? mergeGroups(value, former) : value);
  }
  return Object.fromEntries(merged);
};

/** Anything else is refused, and must not be lost before. */
const isListOrAbsent = (value: unknown): boolean => value === undefined || Array.isArray(value);

const listAt = (content: Group, key: string): unknown[] => {
  const value = content[key];
  return Array.isArray(value) ? (value as unknown[]) : [];
};

/**
 * A template's file with what it takes from the one that it extends: a group is merged, parameters are replaced by name,
 * what must be given is added, and every other value that it has itself counts. Each path is told where it was written.
 */
export const extendTemplate = (own: ParsedDocument, base: ParsedDocument): ParsedDocument => {
  const inherited = Object.fromEntries(Object.entries(base.content).filter(([key]) => !OF_ONE_ALONE.includes(key)));
  const parameters = mergeParameters(listAt(own.content, 'parameters'), listAt(inherited, 'parameters'));
  const required = [...new Set([...listAt(inherited, 'required'), ...listAt(own.content, 'required')])];
  const content = {
    ...mergeGroups(own.content, inherited),
    ...(isListOrAbsent(own.content.parameters) && parameters.length > 0 && { parameters }),
    ...(isListOrAbsent(own.content.required) && required.length > 0 && { required }),
  };
  const locate: ParsedDocument['locate'] = (path) => {
    const [key, index, ...rest] = path;
    if ((key === 'parameters' || key === 'required') && typeof index === 'number') {
      const item = listAt(content, key)[index];
      const isSame = (other: unknown): boolean => other === item;
      const [ownIndex, baseIndex] = [own, base].map((one) => listAt(one.content, key).findIndex(isSame));
      return ownIndex === -1 ? base.locate([key, baseIndex, ...rest]) : own.locate([key, ownIndex, ...rest]);
    }
    const isInherited = valueIn(own.content, path) === undefined && valueIn(inherited, path) !== undefined;
    return isInherited ? base.locate(path) : own.locate(path);
  };
  return { content, locate };
};
