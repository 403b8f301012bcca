import { basename } from 'node:path';
import { inOrder, type ParsedDocument } from '../definition/document.js';
import { isPipe, STDIN } from '../definition/sources.js';
import { check, type Locate, type Problem } from '../definition/problems.js';
import { checkTemplate } from './check.js';
import { unescapeReferences } from './references.js';
import { declaredParameters, splitTemplate, templateHeadSchema, type TemplateHead } from './schema.js';

/** A template, read, and checked as far as can be before its parameters are known. */
export interface Template extends TemplateHead {
  /** What `--template` calls it. */
  name: string;
  /** Its file; paths in the template start from there. */
  file: string;
  /** The definition with its `${…}` still in place. */
  body: Record<string, unknown>;
  locate: Locate;
}

/** A template that can be used, or everything that is wrong with it. */
export type ParsedTemplate = { template: Template; problems: [] } | { template: undefined; problems: Problem[] };

/** What is shown as it is: nothing is put into it, and what was escaped in it is meant as it looks. */
const withShownTexts = (head: TemplateHead): TemplateHead => ({
  ...head,
  title: unescapeReferences(head.title),
  summary: unescapeReferences(head.summary),
  parameters: head.parameters.map((parameter) => ({ ...parameter, help: unescapeReferences(parameter.help) })),
  why: Object.fromEntries(Object.entries(head.why).map(([path, reason]) => [path, unescapeReferences(reason)])),
});

/** What the schema tells and a check tells again is one problem. */
const withoutTwins = (problems: Problem[]): Problem[] => {
  const told = new Map(problems.map((problem) => [`${problem.where} ${problem.what}`, problem]));
  return [...told.values()];
};

/**
 * A template of what its file holds. A template in which something is wrong is none: whatever `create` would find wrong,
 * or leave out, whichever values its parameters are given, comes back as problems, all at once.
 */
export const toTemplate = ({ content, locate }: ParsedDocument, file: string): ParsedTemplate => {
  const { head, body } = splitTemplate(content);
  const checked = check(templateHeadSchema, head, locate);
  const found = [...checked.problems, ...checkTemplate(content, declaredParameters(head.parameters), locate)];
  if (!checked.value || found.length > 0) return { template: undefined, problems: inOrder(withoutTwins(found)) };
  const name = file === STDIN ? 'stdin' : isPipe(file) ? 'pipe' : basename(file).replace(/\.(ya?ml|json)$/i, '');
  return { template: { ...withShownTexts(checked.value), name, file, body, locate }, problems: [] };
};
