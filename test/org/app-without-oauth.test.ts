import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import type { AppInput } from '../../src/operations/request.js';
import { readApps } from '../../src/org/apps.js';
import { connectTo, create, failureOf, flag, recordRun } from '../support/operations.js';

describe('an app without OAuth', () => {
  let org: LocalOrg;
  let connection: Connection;

  beforeEach(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    connection = await connectTo(org);
  });
  afterEach(() => org.stop());

  const set = (...flags: AppInput['flags']): Promise<CreatedApp> =>
    create(
      recordRun(),
      connection,
      { parameters: [], flags: [flag('name', 'Plain'), flag('label', 'Plain'), ...flags] },
      { updateExisting: true }
    );

  it('holds no policies of OAuth, and is asked for none', async () => {
    await set();
    const [{ components }] = await readApps(connection);
    expect(components.map(({ type }) => type)).not.to.include('ExtlClntAppOauthConfigurablePolicies');
    const error = await failureOf(set(flag('policies.sessionTimeoutMinutes', 15)));
    expect(error.message).to.equal(
      '--session-timeout: is a policy of OAuth, and the app has none: ask for a callback URL, scopes or a flow as well'
    );
  });

  it('is not made with what it could not hold', async () => {
    const error = await failureOf(set(flag('policies.profiles', ['Standard User'])));
    expect(error.message).to.include('is a policy of OAuth');
    expect(await readApps(connection)).to.deep.equal([]);
  });

  it('gets its OAuth plug-in switched on together with OAuth, and that is told', async () => {
    await set(flag('policies.plugins.oauthPluginEnabled', false));
    const oauth = [flag('oauth.callbackUrls', ['https://a.example/cb']), flag('oauth.scopes', ['api'])];
    const { changes } = await set(...oauth);
    expect(changes.map(({ setting, after }) => [setting, after])).to.deep.include([
      'policies.plugins.oauthPluginEnabled',
      true,
    ]);
    const [{ definition }] = await readApps(connection);
    expect(definition.policies?.plugins?.oauthPluginEnabled).to.equal(true);
  });
});
