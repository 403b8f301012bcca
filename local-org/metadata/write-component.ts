import { appOf, type Component, type Fields, type FieldValue } from '../org/components.js';
import { inFullSpelling } from '../org/namespaces.js';
import { shownFields } from '../rules/withheld.js';
import { fieldsOf } from '../schema/schema.js';
import { writeMetadataFile, type XmlValue } from '../xml/write.js';
import { contentType } from './types.js';

type XmlFields = Readonly<Record<string, XmlValue>>;

const toXml = (value: FieldValue, type: string | undefined, version: number): XmlValue => {
  if (Array.isArray(value)) return value.map((entry) => toXml(entry, type, version));
  return typeof value === 'object' ? inOrder(value, type ?? '', version) : value;
};

/** The elements that this API version has, and those that nobody here knows, in the order of their names. */
const inOrder = (fields: Fields, type: string, version: number): XmlFields => {
  const known = fieldsOf(type, Infinity).map(({ name }) => name);
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  const written: Array<{ name: string; type?: string }> = [
    ...fieldsOf(type, version),
    ...unknown.map((name) => ({ name })),
  ].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return Object.fromEntries(
    written.map(({ name, type: fieldType }) => {
      const value = fields[name];
      return [name, value === undefined ? undefined : toXml(value, fieldType, version)];
    })
  );
};

const withNamespace = (fields: Fields, own: string | null): Fields => {
  const app = appOf({ fields });
  return app === '' ? fields : { ...fields, externalClientApplication: inFullSpelling(app, own) };
};

/**
 * The file that a client of this API version gets for a component.
 *
 * @param own the name space that the org owns
 */
export const writeComponentFile = (component: Component, version: number, own: string | null = null): string => {
  const type = contentType(component.type, component.fullName);
  return writeMetadataFile(type, inOrder(withNamespace(shownFields(component), own), type, version));
};
