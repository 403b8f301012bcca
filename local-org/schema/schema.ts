import { readFileSync } from 'node:fs';
import { ECA_TYPES, introducedIn } from '../../src/settings/platform.js';

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

/** What the documentation has and the package does not: docs/platform.md#credentials */
const UNDECLARED: Readonly<Record<string, Field[]>> = {
  ExternalClientAppSettings: [{ name: 'enableExternalClientApps', kind: 'boolean', array: false, required: false }],
};

const ALL_FIELDS: Readonly<Record<string, Field[]>> = Object.fromEntries(
  Object.entries(schema.types).map(([type, { fields }]) => [
    type,
    [...fields, ...(UNDECLARED[type] ?? [])].sort((a, b) => a.name.localeCompare(b.name, 'en')),
  ])
);

const VERSIONED: ReadonlySet<string> = new Set([...ECA_TYPES, 'ExternalClientAppSettings']);

/** Whether an org that speaks `version` has this type or, if one is named, this element of it. */
export const isKnownIn = (version: number, type: string, element?: string): boolean =>
  !VERSIONED.has(type) || introducedIn(type, element) <= version;

/** All elements of a type that this API version has, in the order in which an org writes them. */
export const fieldsOf = (type: string, version: number): Field[] =>
  (ALL_FIELDS[type] ?? []).filter((field) => isKnownIn(version, type, field.name));

export const findField = (type: string, element: string, version: number): Field | undefined =>
  fieldsOf(type, version).find((field) => field.name === element);

export const enumWords = (name: string): string[] => schema.enums[name] ?? [];
