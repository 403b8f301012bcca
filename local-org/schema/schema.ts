import { readFileSync } from 'node:fs';
import { ECA_TYPES, FORMER_ELEMENTS, introducedIn } from '../../src/settings/platform.js';

/** An element of a metadata type, as Salesforce's WSDL declares it. */
export type Field = {
  name: string;
  kind: 'string' | 'boolean' | 'number' | 'enum' | 'complex';
  /** The name of the enum or of the complex type. */
  type?: string;
  array: boolean;
  required: boolean;
};

export type MetadataSchema = {
  roots: string[];
  types: Record<string, { fields: Field[] }>;
  enums: Record<string, string[]>;
};

/** Written by scripts/metadata-schema.ts; `build/` holds compiled code only, so it is read from the sources. */
const schema = JSON.parse(
  readFileSync(new URL('../../../local-org/schema/metadata-schema.json', import.meta.url), 'utf8')
) as MetadataSchema;

const byName = (a: Field, b: Field): number => a.name.localeCompare(b.name, 'en');

/** What the documentation has and the package does not: docs/platform.md#credentials */
const UNDECLARED: Readonly<Record<string, Field[]>> = {
  ExternalClientAppSettings: [{ name: 'enableExternalClientApps', kind: 'boolean', array: false, required: false }],
};

const ALL_FIELDS: Readonly<Record<string, Field[]>> = Object.fromEntries(
  Object.entries(schema.types).map(([type, { fields }]) => [
    type,
    [...fields, ...(UNDECLARED[type] ?? [])].sort(byName),
  ])
);

const VERSIONED: ReadonlySet<string> = new Set([...ECA_TYPES, 'ExternalClientAppSettings']);

const lastVersionOf = (type: string, element: string | undefined): number =>
  FORMER_ELEMENTS.find((former) => former.type === type && former.element === element)?.lastVersion ?? Infinity;

/** Whether an org that speaks `version` has this type or, if one is named, this element of it. */
export const isKnownIn = (version: number, type: string, element?: string): boolean =>
  !VERSIONED.has(type) || (introducedIn(type, element) <= version && version <= lastVersionOf(type, element));

/** The fields of the newest schema, and those that only older ones have: docs/platform.md#versions */
const withFormer = (type: string, version: number): Field[] => {
  const fields = ALL_FIELDS[type] ?? [];
  const former = FORMER_ELEMENTS.filter((entry) => entry.type === type && version <= entry.lastVersion).map(
    ({ element }): Field => ({ name: element, kind: 'boolean', array: false, required: false })
  );
  return former.length === 0 ? fields : [...fields, ...former].sort(byName);
};

/** All elements of a type that this API version has, in the order in which an org writes them. */
export const fieldsOf = (type: string, version: number): Field[] =>
  withFormer(type, version).filter((field) => isKnownIn(version, type, field.name));

export const findField = (type: string, element: string, version: number): Field | undefined =>
  fieldsOf(type, version).find((field) => field.name === element);

export const enumWords = (name: string): string[] => schema.enums[name] ?? [];
