import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import type { AuditReport, Finding } from '../../src/audit/audit.js';
import type { RuleId } from '../../src/audit/rules.js';
import { parseYaml } from '../../src/definition/document.js';
import { settingsGiven, type AppDefinition } from '../../src/definition/schema.js';
import { encodeComponents } from '../../src/metadata/components.js';
import { auditOrg } from '../../src/operations/auditOrg.js';
import { toFiles } from '../../src/operations/files.js';
import { followDeploy, startDeploy } from '../../src/org/deploy.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { readAppSettings } from '../../src/org/secretAccess.js';
import { connectTo, failureOf, recordRun } from '../support/operations.js';
import { asking } from '../support/readingOrg.js';
import { hidingTokens, type Recorder } from '../support/recorder.js';
import {
  appOf,
  grantApp,
  setUp,
  sinergify,
  SINERGIFY,
  SINERGIFY_CALLBACK,
  useApp,
  VENDOR_IP,
} from '../support/vendorApp.js';
import { apiName, apiNameFromUser } from '../../src/settings/apiNames.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The apps of an open org are from before July 2026. */
const SOON_AFTER = new Date('2026-07-01T00:00:00Z');

/** An app in which everything is wrong. */
const BAD = {
  label: 'Bad',
  'oauth.callbackUrls': ['http://vendor.example/oauth'],
  'oauth.scopes': ['full', 'refresh_token'],
  'oauth.security.requirePkce': false,
  'oauth.security.requireSecretForRefreshTokenFlow': false,
  'policies.runAs': 'admin@local.org',
};

describe('auditing an org', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg({ policy: 'open' }));
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const findings = async (name?: string, now = SOON_AFTER): Promise<Finding[]> =>
    (await auditOrg(recordRun(), { connection, name: name === undefined ? undefined : apiNameFromUser(name), now }))
      .report.findings;

  const rulesOf = (found: Finding[]): RuleId[] => found.map(({ rule }) => rule);

  it('finds all that is wrong with an app', async () => {
    await setUp(connection, appOf('Bad', BAD));
    expect(rulesOf(await findings())).to.have.members([
      'pkce-off',
      'rotation-off',
      'idle-limit-off',
      'allowlist-empty',
      'scope-full',
      'self-authorized',
      'refresh-token-long-lived',
      'callback-http',
      'secret-not-required',
      'run-as-admin',
    ]);
  });

  it('finds nothing any more once every finding was mended as it says', async () => {
    await setUp(connection, appOf('Bad', BAD));
    for (const { mend } of await findings()) {
      const text = mend.definition?.replace('<permission set of the users>', 'Jira_Integration');
      const settings =
        text === undefined
          ? mend.command
              .replace("'<integration user>'", 'integration@local.org')
              .replace("'<address of the vendor>'", VENDOR_IP)
          : (parseYaml(text, 'mend.yaml').document?.content as AppDefinition);
      if (typeof settings !== 'string') {
        const values = settingsGiven(settings).map(({ path, value }): [string, unknown] => [path, value]);
        await setUp(connection, appOf('Bad', Object.fromEntries(values)));
        continue;
      }
      const paths = { scope: 'oauth.scopes', 'callback-url': 'oauth.callbackUrls' } as const;
      const lists = Object.entries(paths).map(([flag, path]): [string, unknown] => [
        path,
        [...settings.matchAll(new RegExp(`--${flag} (\\S+)`, 'g'))].map(([, value]) => value),
      ]);
      const [, runAs] = /--run-as (\S+)/.exec(settings) ?? [];
      const [, allowIp] = /--allow-ip (\S+)/.exec(settings) ?? [];
      const values = [
        ...lists.filter(([, list]) => (list as string[]).length > 0),
        ...(runAs ? [['policies.runAs', runAs]] : []),
        ...(allowIp ? [['oauth.security.refreshTokenIpAllowlist', [allowIp]]] : []),
      ] as Array<[string, unknown]>;
      await setUp(connection, appOf('Bad', Object.fromEntries(values)));
    }
    expect(rulesOf(await findings())).to.deep.equal([]);
  });

  it('finds the switch for secrets that was left on', async () => {
    await switchAccess(recordRun(), connection, await readAppSettings(connection), true);
    const [found, ...others] = await findings();
    expect(others).to.deep.equal([]);
    expect(found).to.deep.include({ rule: 'secret-access-on', app: null, setting: null });
    expect(found.url).to.include('/ExternalClientApplicationSettings/home');
    expect(found.mend.command).to.match(
      /^sf org open --path lightning\/setup\/ExternalClientApplicationSettings\/home/
    );
  });

  it('finds an app that nobody has used for long, and not one that somebody does', async () => {
    await setUp(connection, sinergify(VENDOR_IP));
    const later = new Date(Date.now() + 91 * DAY_MS);
    expect(rulesOf(await findings(SINERGIFY, later))).to.include('unused');
    expect(rulesOf(await findings(SINERGIFY))).not.to.include('unused');
    await useApp(org, SINERGIFY, SINERGIFY_CALLBACK);
    const soon = new Date(Date.now() + 89 * DAY_MS);
    expect(rulesOf(await findings(SINERGIFY, soon))).not.to.include('unused');
    const unused = (await findings(SINERGIFY, later)).find(({ rule }) => rule === 'unused');
    expect(unused?.mend.command).to.equal(`sf eca delete --name ${SINERGIFY} --target-org ${org.username}`);
  });

  it('does not call unused what a user cannot see the use of', async () => {
    await setUp(connection, sinergify(VENDOR_IP));
    await useApp(org, SINERGIFY, SINERGIFY_CALLBACK);
    // No administrator: an org shows such a user no tokens but their own, and says nothing of the others.
    recorder.interfere = asking('PermissionsCustomizeApplication = true', 'PermissionsCustomizeApplication = false');
    const now = new Date(Date.now() + 91 * DAY_MS);
    const { notJudged, findings: found } = (await auditOrg(recordRun(), { connection, now })).report;
    expect(notJudged.map(({ rule }) => rule)).to.deep.equal(['unused']);
    expect(rulesOf(found)).not.to.include('unused');
  });

  it('finds an app that nobody may use, whatever its policies name, and says where it cannot see that', async () => {
    await setUp(connection, appOf('Shut', { ...BAD, 'policies.permittedUsers': 'adminApproved' }));
    const audit = async (): Promise<AuditReport> =>
      (await auditOrg(recordRun(), { connection, now: new Date() })).report;
    expect(rulesOf((await audit()).findings)).to.include('nobody-permitted');
    recorder.interfere = asking('FROM SetupEntityAccess', 'FROM HiddenAccess');
    expect((await audit()).notJudged.map(({ rule }) => rule)).to.deep.equal(['nobody-permitted']);
    recorder.interfere = () => undefined;
    await grantApp(org, 'Shut', 'Report_Reader');
    const { findings: found, notJudged } = await audit();
    expect([rulesOf(found).includes('nobody-permitted'), notJudged]).to.deep.equal([false, []]);
  });

  it('judges one app alone, whatever the case of its name', async () => {
    await setUp(connection, appOf('Bad', BAD));
    await setUp(connection, sinergify(VENDOR_IP));
    const { report } = await auditOrg(recordRun(), { connection, name: apiNameFromUser('bad'), now: new Date() });
    const { apps, findings: found } = report;
    expect(apps.map(({ name }) => name)).to.deep.equal(['Bad']);
    expect(new Set(found.map(({ app }) => app))).to.deep.equal(new Set(['Bad']));
    expect((await failureOf(findings('Bat'))).message).to.include('no External Client App Bat');
  });

  it('says what it could not judge', async () => {
    recorder.interfere = hidingTokens;
    connection = await connectTo({ ...org, instanceUrl: recorder.url }, '65.0');
    const { notJudged } = (await auditOrg(recordRun(), { connection, now: new Date() })).report;
    expect(notJudged.map(({ rule }) => rule)).to.deep.equal(['idle-limit-off', 'allowlist-empty', 'unused']);
  });

  it('takes as many requests for 500 apps as for one', async () => {
    await connection.retrieveMaxApiVersion();
    const addApps = async (count: number): Promise<void> => {
      const files = Array.from({ length: count }, (_, index) => {
        const oauth = { callbackUrls: [`https://example.com/${index}`], scopes: ['api' as const] };
        return toFiles(
          encodeComponents({ name: apiName.parse(`App_${index}`), label: `App ${index}`, oauth }, 68).components
        );
      }).flat();
      const id = await startDeploy(connection, files, { checkOnly: false });
      expect((await followDeploy(connection, id, {})).succeeded).to.equal(true);
    };
    const asked: string[][] = [];
    for (const count of [1, 500]) {
      await addApps(count);
      recorder.requests.length = 0;
      const { apps } = (await auditOrg(recordRun(), { connection, now: new Date() })).report;
      expect(apps).to.have.length(count);
      const kinds = recorder.requests.map(
        ({ operation, path }) => operation ?? path.split('?')[0].split('/').at(-1) ?? ''
      );
      asked.push(kinds.filter((kind) => kind !== 'checkRetrieveStatus').sort());
    }
    expect(asked[1]).to.deep.equal(asked[0]);
    expect(asked[0]).to.deep.equal(['batch', 'batch', 'query', 'retrieve', 'retrieve']);
  }).timeout(60_000);
});
