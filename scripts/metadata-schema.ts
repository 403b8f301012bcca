/**
 * Derives local-org's metadata schema from the types that `@salesforce/types` generates from Salesforce's WSDL.
 *
 *     node build/scripts/metadata-schema.js           writes local-org/schema/metadata-schema.json
 *     node build/scripts/metadata-schema.js --check   exits 1 if the committed file is not what it would write
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { ECA_TYPES } from '../src/settings/platform.js';
import type { Field, MetadataSchema } from '../local-org/schema/schema.js';

const ROOTS = [...ECA_TYPES, 'ExternalClientAppSettings', 'AuthProvider', 'NamedCredential', 'PermissionSet'];

const PRIMITIVES: ReadonlyArray<readonly [flag: ts.TypeFlags, kind: Field['kind']]> = [
  [ts.TypeFlags.String, 'string'],
  [ts.TypeFlags.Number, 'number'],
  [ts.TypeFlags.BooleanLike, 'boolean'],
];

const root = new URL('../../', import.meta.url);
const target = fileURLToPath(new URL('local-org/schema/metadata-schema.json', root));

const openPackage = (): { checker: ts.TypeChecker; declarations: Map<string, ts.TypeAliasDeclaration> } => {
  const path = fileURLToPath(import.meta.resolve('@salesforce/types/metadata')).replace(/\.js$/, '.d.ts');
  const program = ts.createProgram([path], { strict: true, noLib: false, skipLibCheck: true });
  const source = program.getSourceFile(path);
  if (!source) throw new Error(`@salesforce/types has no ${path}`);
  const declarations = new Map<string, ts.TypeAliasDeclaration>();
  source.forEachChild((node) => {
    if (ts.isTypeAliasDeclaration(node)) declarations.set(node.name.text, node);
  });
  return { checker: program.getTypeChecker(), declarations };
};

const deriveSchema = (): MetadataSchema => {
  const { checker, declarations } = openPackage();
  const schema: MetadataSchema = { roots: ROOTS, types: {}, enums: {} };

  const kindOf = (type: ts.Type, where: string): Pick<Field, 'kind' | 'type'> => {
    const primitive = PRIMITIVES.find(([flag]) => type.flags & flag);
    if (primitive) return { kind: primitive[1] };
    const name = type.aliasSymbol?.name;
    if (!name) throw new Error(`${where} has a type that this script does not know: ${checker.typeToString(type)}`);
    if (type.isUnion()) {
      schema.enums[name] ??= type.types.map((word) => (word as ts.StringLiteralType).value).sort();
      return { kind: 'enum', type: name };
    }
    addType(name);
    return { kind: 'complex', type: name };
  };

  const addField = (property: ts.Symbol, owner: string): Field => {
    const where = `${owner}.${property.name}`;
    const declared = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    const array = checker.isArrayType(declared);
    const type = array ? checker.getTypeArguments(declared as ts.TypeReference)[0] : declared;
    const optional = Boolean(property.flags & ts.SymbolFlags.Optional);
    return { name: property.name, ...kindOf(type, where), array, required: !optional && !array };
  };

  const addType = (name: string): void => {
    if (schema.types[name]) return;
    const declaration = declarations.get(name);
    if (!declaration) throw new Error(`@salesforce/types has no metadata type ${name}`);
    const fields: Field[] = [];
    schema.types[name] = { fields };
    const type = checker.getTypeAtLocation(declaration.name);
    for (const property of checker.getPropertiesOfType(type)) fields.push(addField(property, name));
    fields.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  };

  ROOTS.forEach(addType);
  return schema;
};

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const json = await format(JSON.stringify(deriveSchema()), { ...(await resolveConfig(target)), filepath: target });
if (!values.check) {
  writeFileSync(target, json);
} else if (readFileSync(target, 'utf8') !== json) {
  process.stderr.write(
    'local-org/schema/metadata-schema.json is not what @salesforce/types says: run scripts/metadata-schema.\n'
  );
  process.exitCode = 1;
}
