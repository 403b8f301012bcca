import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import { parseYaml, formatYaml } from '../../src/definition/document.js';
import { checkPart } from '../../src/definition/schema.js';
import { toFiles } from '../../src/operations/files.js';
import { displayApp, listApps } from '../../src/operations/readApps.js';
import { encodeComponents } from '../../src/metadata/components.js';
import { followDeploy, startDeploy } from '../../src/org/deploy.js';
import { create, failureOf, flag, recordRun, SENDSAFELY } from '../support/operations.js';
import { type Recorder } from '../support/recorder.js';
import { apiName, apiNameFromUser } from '../../src/settings/apiNames.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

describe('reading the apps of an org', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const addApps = async (count: number): Promise<void> => {
    const files = Array.from({ length: count }, (_, index) => {
      const number = String(index).padStart(3, '0');
      const definition = {
        name: apiName.parse(`App_${number}`),
        label: `App ${number}`,
        oauth: { callbackUrls: [`https://example.com/${number}`], scopes: ['api' as const] },
      };
      return toFiles(encodeComponents(definition, 68).components);
    }).flat();
    const { succeeded } = await followDeploy(
      connection,
      await startDeploy(connection, files, { checkOnly: false }),
      {}
    );
    expect(succeeded).to.equal(true);
  };

  const kindsOfRequest = (): string[] =>
    recorder.requests.map(({ operation, path }) => operation ?? path.split('?')[0].split('/').at(-1) ?? '');

  it('takes as many requests for 500 apps as for one', async () => {
    await connection.retrieveMaxApiVersion();
    const asked: string[][] = [];
    for (const count of [1, 500]) {
      await addApps(count);
      recorder.requests.length = 0;
      const apps = await listApps(recordRun(), connection);
      expect(apps).to.have.length(count);
      asked.push([...new Set(kindsOfRequest())].sort());
      expect(kindsOfRequest().filter((kind) => kind !== 'checkRetrieveStatus')).to.have.members(['batch', 'retrieve']);
    }
    expect(asked[1]).to.deep.equal(asked[0]);
  }).timeout(60_000);

  it('tells that it reads all apps, and how many it found', async () => {
    await addApps(3);
    const run = recordRun();
    await listApps(run, connection);
    expect(run.stages).to.deep.equal(['Read the apps of the org']);
    expect(run.statuses).to.deep.equal(['3 found']);
  });

  it('says of each app what it may do and what protects it', async () => {
    await create(recordRun(), connection, SENDSAFELY);
    const [app] = await listApps(recordRun(), connection);
    expect(app).to.deep.include({
      name: 'SendSafely_Dropzone_Connector',
      label: 'SendSafely Dropzone Connector',
      enabled: true,
      flows: ['authorizationCode', 'device'],
      scopes: ['full', 'api', 'refresh_token'],
      permittedUsers: 'adminApproved',
      security: {
        requirePkce: true,
        rotateRefreshTokens: true,
        limitIdleRefreshTokens: true,
        refreshTokenIpRanges: 0,
        requireSecretForWebServerFlow: true,
        requireSecretForRefreshTokenFlow: false,
      },
    });
    expect(app.id).to.match(/^0xI/);
  });

  it('tells apps apart whose names begin alike', async () => {
    await addApps(1);
    const flags = [flag('name', 'App_0001'), flag('oauth.callbackUrls', ['https://example.com/other'])];
    await create(recordRun(), connection, { parameters: [], flags });
    const { definition } = await displayApp(connection, apiNameFromUser('App_000'));
    expect(definition.oauth?.callbackUrls).to.deep.equal(['https://example.com/000']);
  });

  it('shows the refresh token policy that is in force', async () => {
    await create(recordRun(), connection, SENDSAFELY);
    const { definition } = await displayApp(connection, apiNameFromUser('SendSafely_Dropzone_Connector'));
    expect(definition.policies?.refreshToken).to.deep.equal({ expireAfterIdle: { amount: 30, unit: 'days' } });
  });

  it('shows an app as a definition that sets up the same app in another org', async () => {
    await create(recordRun(), connection, SENDSAFELY);
    const { definition } = await displayApp(connection, apiNameFromUser('SendSafely_Dropzone_Connector'));
    const { document } = parseYaml(formatYaml(definition), 'app.yaml');
    const { value, problems } = checkPart(document?.content ?? {}, () => '');
    expect(problems).to.deep.equal([]);
    expect(value).to.deep.equal(definition);
  });

  it('names the app that was probably meant', async () => {
    await create(recordRun(), connection, SENDSAFELY);
    const error = await failureOf(displayApp(connection, apiNameFromUser('SendSafely_Dropzone_Conector')));
    expect(error.name).to.equal('AppNotFoundError');
    expect(error.actions?.[0]).to.equal('Did you mean SendSafely_Dropzone_Connector?');
  });
});
