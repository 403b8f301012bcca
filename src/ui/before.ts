import { Messages } from '@salesforce/core/messages';
import type { AppRequest } from '../operations/request.js';
import type { When } from '../templates/when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

/** The part of a condition that nothing is known of yet; undefined where the known part does not hold. */
const openPart = (when: When, values: Readonly<Record<string, string>>): When | undefined => {
  const entries = Object.entries(when);
  const fails = entries.some(([name, wanted]) => name in values && !wanted.includes(values[name]));
  return fails ? undefined : Object.fromEntries(entries.filter(([name]) => !(name in values)));
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

/** What must be at hand before the template is used, as lines for people; a wrong template is told by the operation. */
export const describeBefore = ({ template, parameters }: AppRequest): string[] => {
  const steps = (template?.before ?? []).flatMap(({ step, page, when = {} }) => {
    const open = openPart(when, parameters);
    return open === undefined
      ? []
      : [[`* ${step.trim()}`, ...describeOpen(open), ...(page === undefined ? [] : [page])].join(' ')];
  });
  return steps.length === 0 ? [] : [messages.getMessage('before.title'), ...steps, ''];
};
