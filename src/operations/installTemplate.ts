import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { get } from '@salesforce/ts-types';
import { parseYaml } from '../definition/document.js';
import { inputReader } from '../definition/inputs.js';
import { isPipe, type ReadText } from '../definition/sources.js';
import { getTemplate } from '../templates/find.js';
import { namedTemplates, userFolder } from '../templates/places.js';
import type { Template } from '../templates/template.js';
import type { Run } from './run.js';
import { WriteError, writeWhole } from './wholeFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.install');

export interface InstallOptions {
  /** The template's file. */
  file: string;
  /** Overwrite the one of that name that is installed already. */
  force: boolean;
  /** Shows what the template sets up, and asks; throws where that is not wanted. */
  approve: (template: Template) => Promise<void>;
}

/** A template that `--template` finds by its name from now on. */
export interface InstalledTemplate {
  name: string;
  title: string;
  file: string;
}

/** What refers to another file by its path would refer to another one, or none, from its new place. */
const refuseReferences = (text: string, name: string): void => {
  const certificate = get(parseYaml(text, name).document?.content, 'oauth.flows.jwtBearer.certificate');
  const isPath = typeof certificate === 'string' && !/-----BEGIN|\$\{/.test(certificate);
  if (isPath) throw messages.createError('error.certificatePath', [name]);
};

/**
 * Puts a template into the user's own folder, whole, and only once somebody has seen what it sets up.
 *
 * @throws SfError `InvalidInputError` where the template is wrong; `NotInstalledError`, `NameTakenError`,
 * `FileExistsError`, `CertificatePathError`, and what `approve` throws
 */
export const installTemplate = async (
  run: Run,
  { file, force, approve }: InstallOptions
): Promise<InstalledTemplate> => {
  if (isPipe(file)) throw messages.createError('error.noName');
  let text = '';
  const read = inputReader();
  const keeping: ReadText = async (wanted) => {
    const found = await read(wanted);
    if (wanted === path) text = found;
    return found;
  };
  const path = /[/\\]/.test(file) ? file : `./${file}`;
  const template = await getTemplate(path, keeping);
  const { name, title } = template;
  refuseReferences(text, name);
  const target = join(userFolder(), `${name}.yaml`);
  const named = await namedTemplates();
  const base = named.find((other) => other.name === template.extends);
  if (base?.origin === 'project') throw messages.createError('error.extendsProject', [name, base.name]);
  const others = named.filter((other) => other.name === name && other.file !== target);
  if (others.length > 0)
    throw messages.createError('error.nameTaken', [name, others.map((other) => other.file).join(', ')]);
  await approve(template);
  try {
    await mkdir(userFolder(), { recursive: true });
    await writeWhole(run, [{ path: target, content: text }], { force });
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    if (error.code === 'EEXIST') throw messages.createError('error.fileExists', [name, target]);
    throw messages.createError('error.notInstalled', [target, error.code]);
  }
  return { name, title, file: target };
};
