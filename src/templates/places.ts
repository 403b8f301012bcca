import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { findPackageJSON } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { get } from '@salesforce/ts-types';
import { parse } from 'yaml';
import type { Category, Source, TemplateHead } from './schema.js';

/** Where a template that has a name comes from. */
export type Origin = 'builtIn' | 'project' | 'user';

/** A template that is found by its name. */
export interface NamedTemplate {
  name: string;
  origin: Origin;
  file: string;
}

/** What a list of templates shows of one. */
export interface TemplateSummary extends NamedTemplate {
  title: string;
  summary: string;
  /** Null for one of somebody's own that says none. */
  category: Category | null;
  source: Source | null;
  /** What it was held against; null where that is not said. */
  verified: TemplateHead['verified'] | null;
  parameters: Array<{ name: string; required: boolean }>;
}

const BUILT_IN = join(dirname(String(findPackageJSON(import.meta.url))), 'templates');

/** The folder of a project that its templates are in. */
const IN_PROJECT = 'eca-templates';

/** What a project is known by: no templates are looked for above it. */
const PROJECT_MARKS = ['sfdx-project.json', '.git'];

const ENDING = /\.(ya?ml|json)$/i;

/** Where a user's own templates are, in the CLI's own folder. */
export const userFolder = (): string => join(homedir(), '.sf', 'eca', 'templates');

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  );

/** The templates' folder of the project that a folder is in; undefined where there is none. */
const projectFolder = async (from: string): Promise<string | undefined> => {
  const here = join(from, IN_PROJECT);
  if (await exists(here)) return here;
  const isRoot = (await Promise.all(PROJECT_MARKS.map((mark) => exists(join(from, mark))))).includes(true);
  return isRoot || dirname(from) === from ? undefined : projectFolder(dirname(from));
};

const templatesIn = async (folder: string, origin: Origin): Promise<NamedTemplate[]> => {
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => ENDING.test(file))
    .map((file) => ({ name: basename(file, extname(file)), origin, file: join(folder, file) }))
    .sort((one, other) => one.name.localeCompare(other.name));
};

export const builtInTemplates = (): Promise<NamedTemplate[]> => templatesIn(BUILT_IN, 'builtIn');

/** All templates that have a name here: the built-in ones, those of the project, and the user's. */
export const namedTemplates = async (): Promise<NamedTemplate[]> => {
  const project = await projectFolder(process.cwd());
  const found = await Promise.all([
    builtInTemplates(),
    project === undefined ? [] : templatesIn(project, 'project'),
    templatesIn(userFolder(), 'user'),
  ]);
  return found.flat();
};

/** What a template says of itself, before anybody has checked it. */
type Head = Partial<Pick<TemplateHead, 'category' | 'verified'>> & {
  title?: unknown;
  summary?: unknown;
  source?: Omit<Source, 'describes'> & Partial<Source>;
  parameters?: unknown;
};

/** Of one that nobody can read, its name: what is wrong with it, `template display` says. */
const readHead = async (file: string): Promise<Head> => {
  try {
    return (parse(await readFile(file, 'utf8')) as Head | null) ?? {};
  } catch {
    return {};
  }
};

const summarize = async (template: NamedTemplate): Promise<TemplateSummary> => {
  const { title, summary, category = null, source, verified = null, parameters } = await readHead(template.file);
  return {
    ...template,
    title: typeof title === 'string' ? title : template.name,
    summary: typeof summary === 'string' ? summary.trim() : '',
    category,
    source: source ? { describes: 'externalClientApp', ...source } : null,
    verified,
    parameters: Array.isArray(parameters)
      ? parameters.map((parameter) => ({
          name: String(get(parameter, 'name')),
          required: get(parameter, 'required') === true,
        }))
      : [],
  };
};

/**
 * The templates that have a name, read without the schema that checks them where they are used: a list is to be there at
 * once.
 */
export const templateSummaries = async (): Promise<TemplateSummary[]> =>
  Promise.all((await namedTemplates()).map(summarize));
