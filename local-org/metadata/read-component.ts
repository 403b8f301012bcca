import { enumWords, fieldsOf, findField, type Field } from '../schema/schema.js';
import { without, type Fields, type FieldValue } from '../org/components.js';
import { METADATA_NAMESPACE } from '../xml/write.js';
import { readXml, XmlError, type Position, type XmlElement } from '../xml/read.js';

/** Why a file is no component, in the words and with the position that a deploy reports: docs/platform.md#deploying */
export class ComponentFileError extends Error {
  public readonly position: Position | undefined;

  public constructor(message: string, position?: Position) {
    super(message);
    this.position = position;
  }
}

const parsingError = (message: string, position: Position): ComponentFileError =>
  new ComponentFileError(`Error parsing file: ${message}`, position);

const readLeaf = (element: XmlElement, field: Field): FieldValue => {
  const text = element.text;
  const token = text.trim();
  switch (field.kind) {
    case 'boolean': {
      if (!['true', 'false', '1', '0'].includes(token)) {
        throw parsingError(`'${token}' is not a valid value for the type xsd:boolean`, element);
      }
      return token === 'true' || token === '1';
    }
    case 'number': {
      if (!/^[+-]?\d+(\.\d+)?$/.test(token)) {
        throw parsingError(`'${token}' is not a valid value for the type xsd:int`, element);
      }
      return Number(token);
    }
    case 'enum': {
      if (!enumWords(field.type ?? '').includes(token)) {
        throw parsingError(`'${token}' is not a valid value for the enum '${field.type}'`, element);
      }
      return token;
    }
    default:
      return text;
  }
};

/** An element without contents counts as one that is not there. */
const isEmpty = (element: XmlElement, field: Field): boolean =>
  element.isNil || (field.kind !== 'complex' && element.text === '' && element.children.length === 0);

const readFields = (element: XmlElement, type: string, version: number): Fields => {
  const fields: Record<string, FieldValue> = {};
  for (const child of element.children) {
    const field = findField(type, child.name, version);
    if (!field) {
      throw parsingError(
        `Element {${METADATA_NAMESPACE}}${child.name} invalid at this location in type ${type}`,
        child
      );
    }
    const present = fields[child.name];
    if (present !== undefined && !field.array) {
      throw parsingError(`Element ${child.name} is duplicated at this location in type ${type}`, child);
    }
    if (isEmpty(child, field)) continue;
    const value = field.kind === 'complex' ? readFields(child, field.type ?? '', version) : readLeaf(child, field);
    fields[child.name] = field.array ? [...((present as FieldValue[] | undefined) ?? []), value] : value;
  }
  const missing = fieldsOf(type, version).find(({ name, required }) => required && fields[name] === undefined);
  if (missing) throw new ComponentFileError(`Required field is missing: ${missing.name}`, element);
  return fields;
};

/**
 * The contents of a component's file.
 *
 * @throws ComponentFileError where the file is not what the schema of this API version says
 */
export const readComponentFile = (xml: string, type: string, version: number): Fields => {
  try {
    const root = readXml(xml);
    if (root.name !== type) {
      throw parsingError(`Element {${METADATA_NAMESPACE}}${root.name} invalid at this location`, root);
    }
    return without(readFields(root, type, version), 'fullName');
  } catch (error) {
    if (error instanceof XmlError) throw parsingError(error.message, error.position);
    throw error;
  }
};
