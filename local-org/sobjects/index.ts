import { isKnownIn } from '../schema/schema.js';
import { APPS } from './apps.js';
import { ENTITY_ACCESS } from './entity-access.js';
import { PEOPLE } from './people.js';
import { RELATED } from './related.js';
import type { SObject } from './sobject.js';
import { TOKENS } from './tokens.js';

const SOBJECTS: readonly SObject[] = [...PEOPLE, ...APPS, ...ENTITY_ACCESS, ...RELATED, ...TOKENS];

/** The objects that an org has for a client of this API version. */
export const sobjectsIn = (version: number): SObject[] =>
  SOBJECTS.filter(({ metadataType }) => metadataType === undefined || isKnownIn(version, metadataType));

/** Names of objects and columns are the same in any case. */
export const isSameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

export const findSObject = (name: string, version = Infinity): SObject | undefined =>
  sobjectsIn(version).find((sobject) => isSameName(sobject.name, name));
