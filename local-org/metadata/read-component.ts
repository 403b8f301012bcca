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

/** An element without contents counts as one that is not there: docs/platform.md#deploying */
const isEmpty = ({ isNil, text, children }: XmlElement, field: Field): boolean =>
  isNil || ((field.kind === 'complex' ? text.trim() : text) === '' && children.length === 0);

export type ReadingOptions = {
  /** Elements that the schema here does not have are taken as they are. */
  isAheadOfSchema: boolean;
};

const isUnknown = (type: string, element: string): boolean => findField(type, element, Infinity) === undefined;

/** What nobody here knows: a text, or elements of which nobody knows which may repeat. */
const unknownField = ({ name, children }: XmlElement): Field =>
  children.length === 0
    ? { name, kind: 'string', array: true, required: false }
    : { name, kind: 'complex', type: '', array: true, required: false };

/** @throws ComponentFileError for an element that this API version does not have */
const fieldFor = (element: XmlElement, type: string, version: number, { isAheadOfSchema }: ReadingOptions): Field => {
  const field = findField(type, element.name, version);
  if (field) return field;
  if (isAheadOfSchema && isUnknown(type, element.name)) return unknownField(element);
  const problem = `Element {${METADATA_NAMESPACE}}${element.name} invalid at this location in type ${type}`;
  throw parsingError(problem, element);
};

const readFields = (element: XmlElement, type: string, version: number, options: ReadingOptions): Fields => {
  const fields: Record<string, FieldValue> = {};
  for (const child of element.children) {
    const field = fieldFor(child, type, version, options);
    const present = fields[child.name];
    if (present !== undefined && !field.array) {
      throw parsingError(`Element ${child.name} is duplicated at this location in type ${type}`, child);
    }
    if (isEmpty(child, field)) continue;
    const value =
      field.kind === 'complex' ? readFields(child, field.type ?? '', version, options) : readLeaf(child, field);
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
export const readComponentFile = (
  xml: string,
  type: string,
  version: number,
  options: ReadingOptions = { isAheadOfSchema: false }
): Fields => {
  try {
    const root = readXml(xml);
    if (root.name !== type) {
      throw parsingError(`Element {${METADATA_NAMESPACE}}${root.name} invalid at this location`, root);
    }
    return without(readFields(root, type, version, options), 'fullName');
  } catch (error) {
    if (error instanceof XmlError) throw parsingError(error.message, error.position);
    throw error;
  }
};
