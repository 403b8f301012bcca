import { parseYaml } from '../../src/definition/document.js';
import { toTemplate, type ParsedTemplate } from '../../src/templates/template.js';

/**
 * The template that a text makes, which extends no other.
 *
 * @param shown what to call the file in problems
 */
export const parseTemplate = (text: string, file: string, shown = file): ParsedTemplate => {
  const { document, problems } = parseYaml(text, shown);
  return document ? toTemplate(document, file) : { template: undefined, problems };
};
