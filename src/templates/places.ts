import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { findPackageJSON } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { get } from '@salesforce/ts-types';
import { parse } from 'yaml';
import { CATEGORIES, VERIFICATIONS, type Category, type Source, type TemplateHead } from './schema.js';

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

/** Whether a template is one that the user has installed. */
export const isUsers = (file: string): boolean => dirname(file) === userFolder();

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  );

/** The nearest folder upwards that is a project's; undefined where a folder is in none. */
const projectOf = async (folder: string): Promise<string | undefined> => {
  const isRoot = (await Promise.all(PROJECT_MARKS.map((mark) => exists(join(folder, mark))))).includes(true);
  if (isRoot) return folder;
  return dirname(folder) === folder ? undefined : projectOf(dirname(folder));
};

/** The templates' folder of the project that a folder is in, from there upwards; nobody else's above it counts. */
const projectFolder = async (from: string): Promise<string | undefined> => {
  const root = (await projectOf(from)) ?? from;
  for (let folder = from; ; folder = dirname(folder)) {
    const here = join(folder, IN_PROJECT);
    if (await exists(here)) return here;
    if (folder === root) return undefined;
  }
};

const templatesIn = async (folder: string, origin: Origin): Promise<NamedTemplate[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => ENDING.test(entry.name) && (entry.isFile() || entry.isSymbolicLink()))
    .map(({ name: file }) => ({ name: basename(file, extname(file)), origin, file: join(folder, file) }))
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
type Head = Record<string, unknown>;

const MOST_BYTES = 1024 * 1024;

/** Of one that nobody can read, its name: what is wrong with it, `template display` says. */
const readHead = async (file: string): Promise<Head> => {
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size > MOST_BYTES) return {};
    const head: unknown = parse(await readFile(file, 'utf8'));
    return typeof head === 'object' && head !== null ? (head as Head) : {};
  } catch {
    return {};
  }
};

const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value.trim() : other);

const DAY = /^\d{4}-\d\d-\d\d$/;

const sourceIn = ({ source }: Head): Source | null => {
  const [title, read, url] = ['title', 'read', 'url'].map((key) => get(source, key));
  if (typeof title !== 'string' || typeof read !== 'string' || !DAY.test(read)) return null;
  const describes = get(source, 'describes') === 'connectedApp' ? 'connectedApp' : 'externalClientApp';
  return { title, read, ...(typeof url === 'string' && { url }), describes };
};

const parametersIn = ({ parameters }: Head): TemplateSummary['parameters'] =>
  (Array.isArray(parameters) ? (parameters as unknown[]) : []).flatMap((parameter) => {
    const name = get(parameter, 'name');
    return typeof name === 'string' ? [{ name, required: get(parameter, 'required') === true }] : [];
  });

const summarize = async (template: NamedTemplate): Promise<TemplateSummary> => {
  const head = await readHead(template.file);
  return {
    ...template,
    title: textOr(head.title, template.name),
    summary: textOr(head.summary, ''),
    category: CATEGORIES.find((known) => known === head.category) ?? null,
    source: sourceIn(head),
    verified: VERIFICATIONS.find((known) => known === head.verified) ?? null,
    parameters: parametersIn(head),
  };
};

/** So many files are open at once. */
const AT_ONCE = 50;

/**
 * The templates that have a name, read without the schema that checks them where they are used: a list is to be there at
 * once.
 */
export const templateSummaries = async (): Promise<TemplateSummary[]> => {
  const named = await namedTemplates();
  const summaries: TemplateSummary[] = [];
  for (let start = 0; start < named.length; start += AT_ONCE)
    summaries.push(...(await Promise.all(named.slice(start, start + AT_ONCE).map(summarize))));
  return summaries;
};
