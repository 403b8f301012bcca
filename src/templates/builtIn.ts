import { readdir, readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { parse } from 'yaml';
import type { Category, Source, TemplateHead } from './schema.js';

/** What a list of templates shows of one. */
export interface TemplateSummary {
  name: string;
  title: string;
  summary: string;
  category: Category | null;
  source: Source | null;
  /** What it was held against; null where that is not said. */
  verified: TemplateHead['verified'] | null;
  parameters: Array<{ name: string; required: boolean }>;
}

const folder = (): string => join(dirname(String(findPackageJSON(import.meta.url))), 'templates');

/** The file of a built-in template. */
export const builtInFile = (name: string): string => join(folder(), `${name}.yaml`);

/** The names of the templates that come with the plugin. */
export const builtInNames = async (): Promise<string[]> =>
  (await readdir(folder()))
    .filter((file) => extname(file) === '.yaml')
    .map((file) => basename(file, '.yaml'))
    .sort();

type Head = Pick<TemplateHead, 'title' | 'summary' | 'category' | 'verified'> & {
  source?: Omit<Source, 'describes'> & Partial<Source>;
  parameters?: Array<{ name: string; required?: boolean }>;
};

const summarize = async (name: string): Promise<TemplateSummary> => {
  const head = parse(await readFile(builtInFile(name), 'utf8')) as Head;
  const { title, summary, category = null, source, verified = null, parameters = [] } = head;
  const asked = parameters.map((parameter) => ({ name: parameter.name, required: parameter.required ?? false }));
  return {
    name,
    title,
    summary: summary.trim(),
    category,
    source: source ? { describes: 'externalClientApp', ...source } : null,
    verified,
    parameters: asked,
  };
};

/**
 * The templates that come with the plugin, read without the schema that checks users' own: tests hold them to it, and
 * a list is to be there at once.
 */
export const builtInSummaries = async (): Promise<TemplateSummary[]> =>
  Promise.all((await builtInNames()).map(summarize));
