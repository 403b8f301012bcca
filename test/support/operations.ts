import { AuthInfo, Connection, StateAggregator } from '@salesforce/core';
import type { AppInput } from '../../src/operations/input.js';
import type { CreateOptions } from '../../src/operations/createApp.js';
import type { Run } from '../../src/operations/run.js';
import { Interruption } from '../../src/ui/interruption.js';

/** A run that writes down what it was told. */
export interface RecordedRun extends Run {
  stages: string[];
  statuses: string[];
  warnings: string[];
  lastStanding: string | undefined;
  /** Does what an interruption does: the clean-ups that are still due, and nothing new begins. */
  interrupt: () => Promise<void>;
}

export const recordRun = (): RecordedRun => {
  const interruption = new Interruption(() => undefined);
  const run: RecordedRun = {
    stages: [],
    statuses: [],
    warnings: [],
    lastStanding: undefined,
    stage: (name) => {
      interruption.stopIfInterrupted();
      run.stages.push(name);
    },
    status: (text) => run.statuses.push(text),
    warn: (message) => run.warnings.push(message),
    standing: (text) => {
      interruption.stopIfInterrupted();
      run.lastStanding = text;
    },
    ensure: (cleanUp) => interruption.ensure(cleanUp),
    interrupt: () => interruption.handle(),
  };
  return run;
};

/** A connection as `sf` would hand it over. */
export const connectTo = async (
  { instanceUrl, accessToken, username }: { instanceUrl: string; accessToken: string; username: string },
  version = '68.0'
): Promise<Connection> => {
  // Each org of a test has the same user, and the login of the one before is of no use any more.
  const { orgs } = await StateAggregator.getInstance();
  if (await orgs.exists(username)) await orgs.remove(username);
  const authInfo = await AuthInfo.create({
    username,
    accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl },
  });
  return Connection.create({ authInfo, connectionOptions: { version } });
};

/** What `sf eca create --template sendsafely --profile "System Administrator"` asks for. */
export const SENDSAFELY: AppInput = {
  template: 'sendsafely',
  parameters: [],
  flags: [{ flag: 'profile', path: 'policies.profiles', value: ['System Administrator'] }],
};

/** The options of a plain creation. */
export const creation = (
  connection: Connection,
  input: AppInput,
  more: Partial<CreateOptions> = {}
): CreateOptions => ({
  connection,
  input,
  enableAccess: false,
  dryRun: false,
  updateExisting: false,
  waitMs: 60_000,
  resumeCommand: (jobId) => `sf eca create --job-id ${jobId}`,
  ...more,
});

/** The error that a promise ends with. */
export const failureOf = async (promise: Promise<unknown>): Promise<Error & { data?: unknown; actions?: string[] }> => {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was to fail, and did not.');
};
