import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const report = Messages.loadMessages('sf-plugin-eca', 'report');

/** A step with its page below it. */
const describeStep = (step: string, index: number): string => `${index + 1}. ${step.replaceAll('\n', '\n   ')}`;

/** What is left to do, numbered, as lines for people. */
export const describeSteps = (steps: string[]): string[] =>
  steps.length === 0 ? [] : ['', report.getMessage('nextSteps.title'), ...steps.map(describeStep)];
