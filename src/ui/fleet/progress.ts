import { Messages } from '@salesforce/core/messages';
import type { FleetProgress } from '../../operations/fleet/runs.js';
import { visible } from '../../settings/visible.js';
import { redact } from '../redact.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

const clean = (text: string): string => visible(redact(text));

/** Progress in which each org has its line once it is done. */
export const toldProgress = (print: (line: string) => void): FleetProgress & { stop: () => void } => ({
  stage: () => undefined,
  status: () => undefined,
  done: (org, text, failed) => print(messages.getMessage(failed ? 'progress.failed' : 'progress.done', [org, text])),
  stop: () => undefined,
});

/** What draws lines over those that it drew before. */
export interface Drawing {
  (text: string): void;
  clear: () => void;
  done: () => void;
}

/** A line for each org that is being worked at, and one for all; an org that is done with leaves its line above. */
export const drawnProgress = (
  draw: Drawing,
  print: (line: string) => void,
  count: number
): FleetProgress & { stop: () => void } => {
  const active = new Map<string, { stage: string; status: string }>();
  let done = 0;
  const redraw = (): void => {
    const lines = [...active].map(([org, { stage, status }]) =>
      clean(`  ${org}: ${[stage, status].filter(Boolean).join(' ')}`)
    );
    draw([...lines, messages.getMessage('progress.count', [done, count])].join('\n'));
  };
  return {
    stage: (org, stage) => {
      active.set(org, { stage, status: '' });
      redraw();
    },
    status: (org, status) => {
      active.set(org, { stage: active.get(org)?.stage ?? '', status });
      redraw();
    },
    done: (org, text, failed) => {
      active.delete(org);
      done += 1;
      draw.clear();
      if (text !== '') print(messages.getMessage(failed ? 'progress.failed' : 'progress.done', [org, text]));
      redraw();
    },
    stop: () => {
      draw.clear();
      draw.done();
    },
  };
};
