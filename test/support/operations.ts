import { AuthInfo, Connection, StateAggregator } from '@salesforce/core';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { createApp, resumeApp, type CreateOptions } from '../../src/operations/createApp.js';
import { FLAG_OF_SETTING } from '../../src/operations/flagSettings.js';
import { readRequest, type AppInput, type FlagSetting } from '../../src/operations/request.js';
import type { Run } from '../../src/operations/run.js';
import { makeSteady } from '../../src/org/transport.js';
import { Interruption } from '../../src/ui/interruption.js';

/** A run that writes down what it was told. */
export interface RecordedRun extends Run {
  stages: string[];
  notes: string[];
  statuses: string[];
  warnings: string[];
  /** What was said of clean-ups to whoever interrupted. */
  said: string[];
  lastStanding: string | undefined;
  /** Does what an interruption does: the clean-ups that are still due, and nothing new begins. */
  interrupt: () => Promise<void>;
}

export const recordRun = (): RecordedRun => {
  const interruption = new Interruption(
    ({ cleanUps }) => run.said.push(...cleanUps),
    (said) => run.said.push(said)
  );
  const run: RecordedRun = {
    stages: [],
    notes: [],
    statuses: [],
    warnings: [],
    said: [],
    lastStanding: undefined,
    stage: (name) => {
      interruption.stopIfInterrupted();
      run.stages.push(name);
    },
    status: (text) => {
      interruption.stopIfInterrupted();
      run.statuses.push(text);
    },
    waiting: (text) => run.status(text),
    note: (message) => run.notes.push(message),
    warn: (message) => run.warnings.push(message),
    standing: (text) => {
      interruption.stopIfInterrupted();
      run.lastStanding = text;
    },
    ensure: (cleanUp, describe) => interruption.ensure(cleanUp, describe),
    interrupt: () => interruption.handle(),
  };
  return run;
};

/** A connection as `sf` would hand it over. */
export const connectTo = async (
  { instanceUrl, accessToken, username }: { instanceUrl: string; accessToken: string; username: string },
  version = '68.0',
  onRetry?: (reason: string) => void
): Promise<Connection> => {
  // Each org of a test has the same user, and the login of the one before is of no use any more.
  const { orgs } = await StateAggregator.getInstance();
  if (await orgs.exists(username)) await orgs.remove(username);
  const authInfo = await AuthInfo.create({
    username,
    accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl },
  });
  const connection = await Connection.create({ authInfo, connectionOptions: { version } });
  makeSteady(connection, onRetry);
  return connection;
};

/** A setting as its flag gives it. */
export const flag = (path: FlagSetting['path'], value: unknown): FlagSetting => ({
  flag: FLAG_OF_SETTING.get(path) ?? path,
  path,
  value,
});

/** What `sf eca create --template sendsafely --profile "System Administrator"` asks for. */
export const SENDSAFELY: AppInput = {
  template: 'sendsafely',
  parameters: [],
  flags: [flag('policies.profiles', ['System Administrator'])],
};

/** What may be said of a creation beside what is asked for. */
export type CreationOptions = Partial<CreateOptions> & {
  /** Go on with a deploy that was started before, instead of starting one. */
  jobId?: string;
};

/** The options of a plain creation. */
export const creation = (connection: Connection, more: Partial<CreateOptions> = {}): CreateOptions => ({
  connection,
  enableAccess: false,
  dryRun: false,
  updateExisting: false,
  waitMs: 60_000,
  resumeCommand: (id) => `sf eca create --job-id ${id}`,
  ...more,
});

/** Sets up an app as `sf eca create` does: reads what was given, then creates or goes on. */
export const create = async (
  run: Run,
  connection: Connection,
  input: AppInput,
  { jobId, ...more }: CreationOptions = {}
): Promise<CreatedApp> => {
  const request = await readRequest(input);
  const options = creation(connection, more);
  return jobId === undefined ? createApp(run, request, options) : resumeApp(run, jobId, request, options);
};

/** The error that a promise ends with. */
export const failureOf = async (promise: Promise<unknown>): Promise<Error & { data?: unknown; actions?: string[] }> => {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was to fail, and did not.');
};
