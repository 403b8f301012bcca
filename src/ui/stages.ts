import type { Spinner } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

/** How a command shows the stages of a run. */
export interface Stages {
  stage: (name: string) => void;
  status: (text: string) => void;
  stop: (failed: boolean) => void;
  /** Whether somebody sees the status of a stage. */
  showsStatus?: boolean;
}

/** Stages that nobody is told of. */
export const SILENT: Stages = { stage: () => undefined, status: () => undefined, stop: () => undefined };

/** Stages told line by line. */
export const toldStages = (print: (line: string) => void): Stages => ({
  ...SILENT,
  stage: (name) => print(messages.getMessage('stage.line', [name])),
});

/** Stages as a spinner shows them, one after the other: on stderr, beside whatever is printed in the end. */
export const spinningStages = (spinner: Pick<Spinner, 'start' | 'stop' | 'status'>): Stages => ({
  showsStatus: true,
  stage: (name) => spinner.start(name),
  status: (text) => {
    spinner.status = text;
  },
  stop: (failed) => (failed ? spinner.stop(messages.getMessage('stage.stopped')) : spinner.stop()),
});
