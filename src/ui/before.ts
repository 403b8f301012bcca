import { Messages } from '@salesforce/core/messages';
import { readInput, type AppInput } from '../operations/input.js';
import { holds } from '../templates/when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

/** What must be at hand before the template is used, as lines for people; a wrong template is told by the operation. */
export const describeBefore = async (input: AppInput): Promise<string[]> => {
  const { template, parameters } = await readInput({ ...input, withoutSecrets: true });
  const steps = (template?.before ?? [])
    .filter(({ when }) => holds(when, parameters))
    .map(({ step, page }) => [`* ${step.trim()}`, page].filter(Boolean).join(' '));
  return steps.length === 0 ? [] : [messages.getMessage('before.title'), ...steps, ''];
};
