/**
 * Writes the published JSON schemas: of the files that people write, from the zod schemas, and of every command's
 * --json result, from its TypeScript type.
 *
 *     node build/scripts/schemas.js [--check]
 *
 * With --check it writes nothing and fails where a committed file is not current.
 */
import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildGenerator, programFromConfig } from 'typescript-json-schema';
import { z } from 'zod';
import { definitionSchema } from '../src/definition/schema.js';
import { acceptanceSchema } from '../src/fleet/acceptances.js';
import { fleetFileSchema } from '../src/fleet/schema.js';
import { isTemplateKey, templateFileSchema } from '../src/templates/schema.js';
import { whenSchema } from '../src/templates/when.js';
import { commitJson } from './committed.js';

const root = new URL('../../', import.meta.url);
const commands = new URL('src/commands/', root);

/** `eca/template/list` → `EcaTemplateListResult`, as every command names its result's type. */
const resultType = (command: string): string =>
  `${command.replace(/(^|[/-])([a-z])/g, (_match, _before, letter: string) => letter.toUpperCase())}Result`;

type Override = NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override'];

const when = { ...z.toJSONSchema(whenSchema, { io: 'input' }), $schema: undefined };

/** In a template, a text of a list may have a condition. */
const letItemsHang = (jsonSchema: z.core.JSONSchema.JSONSchema): void => {
  const { items } = jsonSchema;
  if (typeof items !== 'object' || Array.isArray(items) || items.type === 'object') return;
  const value = { type: 'string' as const };
  const conditional = {
    type: 'object' as const,
    properties: { when, value },
    required: ['value'],
    additionalProperties: false,
  };
  jsonSchema.items = { anyOf: [items, conditional] };
};

/** In a template, a text may refer to something in place of what a setting takes, and a group may have a condition. */
const letReferencesBe: Override = ({ jsonSchema, path }) => {
  const isOfDefinition = path[0] === 'properties' && !isTemplateKey(String(path[1]));
  if (!isOfDefinition) return;
  if (jsonSchema.properties) jsonSchema.properties.when = when;
  letItemsHang(jsonSchema);
  const { type, pattern, format, enum: words } = jsonSchema;
  if (pattern === undefined && words === undefined) return;
  Object.assign(jsonSchema, { type: undefined, pattern: undefined, format: undefined, enum: undefined });
  jsonSchema.anyOf = [
    { type, pattern, format, enum: words },
    { type: 'string', pattern: '\\$\\{[^}]+\\}' },
  ];
};

/** An audit accepts what a rule finds, and no setting that differs. */
const ofRulesAlone: Override = ({ jsonSchema }) => {
  if (jsonSchema.properties?.rule === undefined) return;
  delete jsonSchema.properties.setting;
  jsonSchema.required = ['rule', ...(jsonSchema.required ?? [])];
};

const publishFileSchemas = async (): Promise<void> => {
  const files = [
    { name: 'eca-definition', title: 'External Client App definition', schema: definitionSchema },
    {
      name: 'eca-template',
      title: 'External Client App template',
      schema: templateFileSchema,
      override: letReferencesBe,
    },
    {
      name: 'eca-fleet',
      title: 'External Client Apps of many orgs',
      schema: fleetFileSchema,
    },
    {
      name: 'eca-acceptances',
      title: 'Accepted findings of an audit of External Client Apps',
      schema: z.array(acceptanceSchema),
      override: ofRulesAlone,
    },
  ];
  for (const { name, title, schema, override } of files) {
    const file = new URL(`schemas/${name}.schema.json`, root);
    await commitJson(file, { title, ...z.toJSONSchema(schema, { io: 'input', override }) });
  }
};

const publishResultSchemas = async (): Promise<void> => {
  const program = programFromConfig(fileURLToPath(new URL('tsconfig.json', root)));
  const generator = buildGenerator(program, { required: true, ref: false, strictNullChecks: true, ignoreErrors: true });
  if (!generator) throw new Error('The result types do not compile.');
  for await (const file of glob('**/*.ts', { cwd: fileURLToPath(commands) })) {
    const command = file.replace(/\.ts$/, '');
    const schema = generator.getSchemaForSymbol(resultType(command));
    await commitJson(new URL(`schemas/results/${command.replaceAll('/', '-')}.json`, root), schema);
  }
};

await publishFileSchemas();
await publishResultSchemas();
