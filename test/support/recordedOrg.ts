import type { Connection } from '@salesforce/core';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { connectTo } from './operations.js';
import { startRecorder, type Recorder } from './recorder.js';

/** An org that takes no time, what is asked of it, and somebody who is logged in to it. */
export interface RecordedOrg {
  org: LocalOrg;
  recorder: Recorder;
  connection: Connection;
}

export const startRecordedOrg = async (options: LocalOrgOptions = {}): Promise<RecordedOrg> => {
  const org = await startLocalOrg({ deployTime: 0, ...options });
  const recorder = await startRecorder(org.instanceUrl);
  return { org, recorder, connection: await connectTo({ ...org, instanceUrl: recorder.url }) };
};
