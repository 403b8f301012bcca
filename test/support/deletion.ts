import type { LocalOrgOptions } from '../../local-org/index.js';
import { deleteApp, planDeletion, type DeletedApp, type DeleteOptions } from '../../src/operations/deleteApp.js';
import { readApps, type LiveApp } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import type { SettingPath } from '../../src/settings/table.js';
import { recordRun, type RecordedRun } from './operations.js';
import { filesIn } from './packages.js';
import { startRecordedOrg, type RecordedOrg } from './recordedOrg.js';
import type { Fault, Interference, RecordedRequest } from './recorder.js';
import { appOf, setUp } from './vendorApp.js';

export const CALLBACK = 'https://shop.example/callback';

/** A plain app with OAuth, whose use leaves tokens that tell of it. */
const PLAIN = {
  'oauth.callbackUrls': [CALLBACK],
  'oauth.scopes': ['api', 'refresh_token'],
  'policies.permittedUsers': 'allSelfAuthorized',
};

/** A deploy that was sent: what it deletes, and whether it was only rehearsed. */
export interface SentDeletion {
  isRehearsal: boolean;
  doomed: string[];
}

/** An org behind a recorder, and somebody who deletes apps there. */
export interface DeletionOrg extends RecordedOrg {
  run: RecordedRun;
  /** Sets up an app, Shop by default, and forgets the requests so far. */
  make: (name?: string, more?: Partial<Record<SettingPath, unknown>>) => Promise<void>;
  /** Plans and deletes, as a script does that confirms it. */
  remove: (name: string, more?: Partial<DeleteOptions>, run?: RecordedRun) => Promise<DeletedApp>;
  sent: () => Promise<SentDeletion[]>;
  apps: () => Promise<string[]>;
  find: (name: string) => Promise<LiveApp>;
  stop: () => Promise<void>;
}

const isRehearsal = ({ body }: RecordedRequest): boolean => body.includes('<checkOnly>true</checkOnly>');

const doomedIn = async ({ body }: RecordedRequest): Promise<string[]> =>
  (await filesIn(body)).flatMap((text) => [...text.matchAll(/<members>([^<]+)</g)].map(([, member]) => member));

export const startDeletionOrg = async (options: LocalOrgOptions = {}): Promise<DeletionOrg> => {
  const recorded = await startRecordedOrg(options);
  const { org, recorder, connection } = recorded;
  const run = recordRun();
  return {
    ...recorded,
    run,
    make: async (name = 'Shop', more = {}) => {
      await setUp(connection, appOf(name, { label: name, ...PLAIN, ...more }));
      recorder.requests.length = 0;
    },
    remove: async (name, more = {}, by = run) => {
      const plan = await planDeletion(by, { connection, name: apiNameFromUser(name) });
      return deleteApp(by, plan, { connection, waitMs: 60_000, dryRun: false, evenInUse: false, ...more });
    },
    sent: () =>
      Promise.all(
        recorder.requests
          .filter(({ operation }) => operation === 'deploy')
          .map(async (request) => ({ isRehearsal: isRehearsal(request), doomed: await doomedIn(request) }))
      ),
    apps: async () => (await readApps(connection)).map(({ name }) => name),
    find: async (name) => (await readApps(connection, apiNameFromUser(name)))[0],
    stop: async () => {
      await recorder.stop();
      await org.stop();
    },
  };
};

/** What becomes of the nth deploy that is no rehearsal. */
export const atDeletion = (fault: Fault, nth = 1): Interference => {
  let seen = 0;
  return (request) => (request.operation === 'deploy' && !isRehearsal(request) && ++seen === nth ? fault : undefined);
};

const answer = (operation: string, result: string): Fault => ({
  status: 200,
  contentType: 'text/xml',
  body:
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
    `<${operation}Response><result>${result}</result></${operation}Response></soapenv:Body></soapenv:Envelope>`,
});

const REFUSED_ID = '0Af000000000RFSD00';

/** An org that takes the nth deletion and then refuses it. */
export const refusingDeletion = (problem: string, nth: number): Interference => {
  const atNth = atDeletion(answer('deploy', `<done>false</done><id>${REFUSED_ID}</id><state>Queued</state>`), nth);
  const failure = `<componentType>ExtlClntAppOauthSettings</componentType><fullName>Rest</fullName><problem>${problem}</problem>`;
  return (request, at) =>
    request.operation === 'checkDeployStatus' && request.body.includes(REFUSED_ID)
      ? answer(
          'checkDeployStatus',
          `<id>${REFUSED_ID}</id><done>true</done><success>false</success><status>Failed</status><checkOnly>false</checkOnly>` +
            `<details><componentFailures>${failure}</componentFailures></details>`
        )
      : atNth(request, at);
};
