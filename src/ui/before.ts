import { Messages } from '@salesforce/core/messages';
import type { AppRequest } from '../operations/request.js';
import { fillEarly, type OrgReferences } from '../templates/fill.js';
import { holds, type When } from '../templates/when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

/** The part of a condition that nothing is known of yet; undefined where the known part does not hold. */
const openPart = (when: When, values: Readonly<Record<string, string>>): When | undefined => {
  const entries = Object.entries(when);
  const isKnown = (name: string): boolean => Object.hasOwn(values, name);
  const fails = entries.some(([name, wanted]) => isKnown(name) && !holds({ [name]: wanted }, values));
  return fails ? undefined : Object.fromEntries(entries.filter(([name]) => !isKnown(name)));
};

const describeOpen = (open: When): string[] =>
  Object.keys(open).length === 0
    ? []
    : [
        messages.getMessage('before.when', [
          Object.entries(open)
            .map(([name, wanted]) => `${name}=${wanted.join('|')}`)
            .join(', '),
        ]),
      ];

/**
 * What must be at hand before the template is used, as lines for people; a wrong template is told by the operation.
 *
 * @param org what is known of it so far
 */
export const describeBefore = ({ template, parameters }: AppRequest, org: OrgReferences): string[] => {
  if (template === undefined) return [];
  const steps = template.before.flatMap(({ step, page = '', when = {} }) => {
    const open = openPart(when, parameters);
    if (open === undefined) return [];
    const words = [`* ${step.trim()}`, ...describeOpen(open), page].filter(Boolean).join(' ');
    return [fillEarly(words, template, parameters, org)];
  });
  return steps.length === 0 ? [] : [messages.getMessage('before.title'), ...steps, ''];
};
