import { readFile } from 'node:fs/promises';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { formatYaml } from '../definition/document.js';
import { flowsOf } from '../definition/flows.js';
import { fromValues, settingsGiven, type AppDefinition } from '../definition/schema.js';
import { getTemplate } from '../templates/find.js';
import { namedTemplates } from '../templates/places.js';
import { escapeReferences } from '../templates/references.js';
import { displayApp } from './readApps.js';
import type { Run } from './run.js';
import { apiNameFromUser } from '../settings/apiNames.js';
import { WriteError, writeWhole } from './wholeFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.create');

const SCHEMA_LINE = /^# yaml-language-server: .*\n/;

/** Where an editor finds the schema, seen from a project that has the plugin as a dependency. */
const SCHEMA_COMMENT =
  '# yaml-language-server: $schema=./node_modules/sf-plugin-eca/schemas/eca-template.schema.json\n';

export interface CreateTemplateOptions {
  /** Name of a template, or API name of an app. */
  from: string;
  outputFile: string;
  /** Overwrite a file that exists. */
  force: boolean;
  /** The org that the app is in. */
  connection?: Connection;
}

/** The template that was written. */
export interface CreatedTemplate {
  outputFile: string;
  from: string;
  source: 'template' | 'app';
}

/** A value of an app as a template writes it: nothing in it refers to anything. */
const escaped = (value: unknown): unknown => {
  if (typeof value === 'string') return escapeReferences(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
};

/** A template that sets up the same app: all but what belongs to this org and this person. */
export const toTemplate = (definition: AppDefinition): string => {
  const { name } = definition;
  const label = escapeReferences(definition.label ?? name);
  const kept = settingsGiven(definition).filter(({ path }) => path !== 'contactEmail');
  const settings = fromValues(kept.map(({ path, value }) => [path, escaped(value)]));
  const head = {
    title: label,
    summary: messages.getMessage('summaryOfCopy', [label]),
    parameters: [],
    usedWith: flowsOf(definition),
    after: [{ step: messages.getMessage('stepOfCopy'), page: '${app.url}' }],
  };
  return `${SCHEMA_COMMENT}${formatYaml(head)}\n${formatYaml({ label, ...settings })}`;
};

const readSource = async ({
  from,
  connection,
}: CreateTemplateOptions): Promise<{ source: CreatedTemplate['source']; text: string }> => {
  if ((await namedTemplates()).some(({ name }) => name === from)) {
    const { file } = await getTemplate(from);
    return { source: 'template', text: SCHEMA_COMMENT + (await readFile(file, 'utf8')).replace(SCHEMA_LINE, '') };
  }
  if (!connection) throw messages.createError('error.noSource', [from]);
  const { definition } = await displayApp(connection, apiNameFromUser(from));
  return { source: 'app', text: toTemplate(definition) };
};

/**
 * Writes a template to begin one's own with: a copy of a built-in one, or one that sets up an app that exists.
 *
 * @throws SfError `NoSourceError`, `FileExistsError`, `FileNotWrittenError`, `AppNotFoundError`
 */
export const createTemplate = async (run: Run, options: CreateTemplateOptions): Promise<CreatedTemplate> => {
  const { from, outputFile, force } = options;
  const { source, text } = await readSource(options);
  try {
    await writeWhole(run, [{ path: outputFile, content: text }], { force });
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    if (error.code === 'EEXIST') throw messages.createError('error.fileExists', [outputFile]);
    throw messages.createError('error.fileNotWritten', [outputFile, error.code]);
  }
  return { outputFile, from, source };
};
