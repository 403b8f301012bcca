import type { Connection } from '@salesforce/core';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { connectTo } from './operations.js';
import { numberedSecrets } from './peeklogic.js';
import { RealCli } from './realCli.js';
import { startRecorder, type Recorder } from './recorder.js';

/** An org that takes no time, and whose secrets a test knows wherever they turn up. */
export const startNumberedOrg = (port?: number): Promise<LocalOrg> =>
  startLocalOrg({ deployTime: 0, secret: numberedSecrets(), port });

/** Puts a new org in the place of one that was used, where whoever is logged in finds it. */
export const renewOrg = async (org: LocalOrg): Promise<LocalOrg> => {
  await org.stop();
  return startNumberedOrg(Number(new URL(org.instanceUrl).port));
};

/** Such an org, what is asked of it, and the real CLI that is logged in to it as `acme`. */
export interface RecordedCli {
  org: LocalOrg;
  recorder: Recorder;
  connection: Connection;
  cli: RealCli;
}

export const startRecordedCli = async (): Promise<RecordedCli> => {
  const org = await startNumberedOrg();
  const recorder = await startRecorder(org.instanceUrl);
  const cli = await RealCli.create();
  const login = { ...org, instanceUrl: recorder.url };
  await cli.login(login, 'acme');
  return { org, recorder, connection: await connectTo(login), cli };
};
