import { basename } from 'node:path';
import { check, type Locate, type Problem } from '../definition/problems.js';
import { parseYaml } from '../definition/document.js';
import { checkDefaults } from './parameters.js';
import { checkWhen } from './when.js';
import { TEMPLATE_KEYS, templateHeadSchema, type TemplateHead } from './schema.js';

/** A template, read and checked as far as can be before its parameters are filled in. */
export interface Template extends TemplateHead {
  /** What `--template` calls it. */
  name: string;
  /** Its file; paths in the template start from there. */
  file: string;
  /** The definition with its `${…}` still in place. */
  body: Record<string, unknown>;
  locate: Locate;
}

/**
 * Reads a template's text; everything that is wrong with its own keys comes back as problems.
 *
 * @param shown what to call the file in problems
 */
export const parseTemplate = (
  text: string,
  file: string,
  shown = file
): { template: Template; problems: [] } | { template: undefined; problems: Problem[] } => {
  const { document, problems } = parseYaml(text, shown);
  if (!document) return { template: undefined, problems };
  const isOwn = ([key]: [string, unknown]): boolean => TEMPLATE_KEYS.includes(key);
  const entries = Object.entries(document.content);
  const head = check(templateHeadSchema, Object.fromEntries(entries.filter(isOwn)), document.locate);
  if (!head.value) return { template: undefined, problems: head.problems };
  const defaults = checkDefaults(head.value.parameters).map(({ index, wrong }) => ({
    where: document.locate(['parameters', index, 'default']),
    what: wrong,
  }));
  const parameterNames = head.value.parameters.map(({ name }) => name);
  const wrong = [...defaults, ...checkWhen(document.content, parameterNames, document.locate)];
  if (wrong.length > 0) return { template: undefined, problems: wrong };
  const body = Object.fromEntries(entries.filter((entry) => !isOwn(entry)));
  const name = basename(file).replace(/\.(ya?ml|json)$/i, '');
  return { template: { ...head.value, name, file, body, locate: document.locate }, problems: [] };
};
