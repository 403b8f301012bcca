import type { Component, Fields, FieldValue } from '../org/components.js';
import { shownFields } from '../rules/withheld.js';
import { fieldsOf } from '../schema/schema.js';
import { writeMetadataFile, type XmlValue } from '../xml/write.js';
import { contentType } from './types.js';

type XmlFields = Readonly<Record<string, XmlValue>>;

const toXml = (value: FieldValue, type: string | undefined, version: number): XmlValue => {
  if (Array.isArray(value)) return value.map((entry) => toXml(entry, type, version));
  return typeof value === 'object' ? inOrder(value, type ?? '', version) : value;
};

/** The elements that this API version has, in the schema's order. */
const inOrder = (fields: Fields, type: string, version: number): XmlFields =>
  Object.fromEntries(
    fieldsOf(type, version).map(({ name, type: fieldType }) => {
      const value = fields[name];
      return [name, value === undefined ? undefined : toXml(value, fieldType, version)];
    })
  );

/** The file that a client of this API version gets for a component. */
export const writeComponentFile = (component: Component, version: number): string => {
  const type = contentType(component.type, component.fullName);
  return writeMetadataFile(type, inOrder(shownFields(component), type, version));
};
