import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

/** How a command shows the stages of a run. */
export interface Stages {
  stage: (name: string) => void;
  status: (text: string) => void;
  stop: (failed: boolean) => void;
}

/** Stages that nobody is told of. */
export const SILENT: Stages = { stage: () => undefined, status: () => undefined, stop: () => undefined };

/** Stages told line by line. */
export const toldStages = (print: (line: string) => void): Stages => ({
  ...SILENT,
  stage: (name) => print(messages.getMessage('stage.line', [name])),
});
