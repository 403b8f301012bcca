import type { Connection } from '@salesforce/core';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { planLock, type LockPlan, type LockPlanOptions } from '../../src/operations/lockPlan.js';
import { Consent, lockSecurity, type LockedApp } from '../../src/operations/lockSecurity.js';
import { readApps, type LiveApp } from '../../src/org/apps.js';
import { CERTIFICATE } from './certificate.js';
import { connectTo, recordRun, type RecordedRun } from './operations.js';
import { deploysIn } from './packages.js';
import { startRecorder, type Recorder } from './recorder.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';

export const CALLBACK = 'https://vendor.example/oauth';

/** An app as somebody made it by hand years ago: nothing is on, and much else is set. */
export const BY_HAND = {
  label: 'By Hand',
  'oauth.callbackUrls': [CALLBACK],
  'oauth.scopes': ['api', 'refresh_token'],
  'oauth.flows.jwtBearer.certificate': CERTIFICATE,
  'oauth.security.requirePkce': false,
  'oauth.security.requireSecretForRefreshTokenFlow': true,
  'oauth.customAttributes': [{ key: 'team', formula: '"Jira"' }],
  'policies.permittedUsers': 'adminApproved',
  'policies.profiles': ['System Administrator'],
  'policies.sessionTimeoutMinutes': 120,
};

/** An org behind a recorder, and somebody who locks apps there. */
export interface LockOrg {
  org: LocalOrg;
  recorder: Recorder;
  connection: Connection;
  /** Over another API version. */
  use: (apiVersion: string) => Promise<void>;
  plan: (name: string, more?: Partial<LockPlanOptions>, run?: RecordedRun) => Promise<LockPlan>;
  /** With the consent that a script gives, or a person who took a while. */
  lock: (plan: LockPlan, run?: RecordedRun) => Promise<LockedApp>;
  readApp: (name: string) => Promise<LiveApp>;
  /** The files of all that was deployed, and not only rehearsed. */
  sent: () => Promise<string[]>;
  stop: () => Promise<void>;
}

export const startLockOrg = async (options: LocalOrgOptions = {}): Promise<LockOrg> => {
  const org = await startLocalOrg({ deployTime: 0, ...options });
  const recorder = await startRecorder(org.instanceUrl);
  const behindRecorder = { ...org, instanceUrl: recorder.url };
  const lockOrg: LockOrg = {
    org,
    recorder,
    connection: await connectTo(behindRecorder),
    use: async (apiVersion) => {
      lockOrg.connection = await connectTo(behindRecorder, apiVersion);
    },
    plan: (name, more = {}, run = recordRun()) => {
      const { connection } = lockOrg;
      return planLock(run, {
        connection,
        name: apiNameFromUser(name),
        allowIps: [],
        mustBeTested: true,
        now: new Date(),
        ...more,
      });
    },
    lock: (plan, run = recordRun()) => {
      const consent = Consent.to(plan, plan.app.name);
      if (!consent) throw new Error('The name of the app is its consent.');
      return lockSecurity(run, plan, { connection: lockOrg.connection, waitMs: 60_000, consent });
    },
    readApp: async (name) => (await readApps(lockOrg.connection, apiNameFromUser(name)))[0],
    sent: async () => (await deploysIn(recorder.requests)).flat(),
    stop: async () => {
      await recorder.stop();
      await org.stop();
    },
  };
  return lockOrg;
};
