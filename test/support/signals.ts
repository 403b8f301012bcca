import type { ChildProcess } from 'node:child_process';
import type { Interference, RecordedRequest } from './recorder.js';

/** Sends the CLI a signal when such a request comes by, and lets it end without an answer. */
export const endAt =
  (child: ChildProcess, signal: NodeJS.Signals, isMeant: (request: RecordedRequest) => boolean): Interference =>
  async (request) => {
    if (!isMeant(request)) return undefined;
    child.kill(signal);
    await new Promise((resolve) => child.once('close', resolve));
    return 'reset';
  };
