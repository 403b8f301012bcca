import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { readApps } from '../../src/org/apps.js';
import { readDeployedApp } from '../../src/org/oneApp.js';
import { membersOf, ReadingOrg, renamed, shop } from '../support/readingOrg.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';

const POLICIES = 'ExtlClntAppConfigurablePolicies';
const OAUTH_POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

describe('reading back an app that was just deployed', () => {
  let org: ReadingOrg;
  let connection: Connection;

  beforeEach(async () => {
    org = await ReadingOrg.start();
    ({ connection } = org);
  });
  afterEach(() => org.stop());

  it('runs the queries beside the retrieve, and takes no other trip', async () => {
    const components = shop();
    await org.deploy([...components, ...shop('Other')]);
    let isQueried = false;
    org.recorder.interfere = async ({ path, operation }) => {
      if (path.includes('/composite/batch')) isQueried = true;
      // The queries must not wait for the retrieve, nor the retrieve for the queries.
      while (operation === 'retrieve' && !isQueried) await new Promise((resolve) => setTimeout(resolve, 5));
      return undefined;
    };
    const { app } = await readDeployedApp(connection, apiNameFromUser('Shop'), components);
    expect(org.kinds).to.have.members(['batch', 'retrieve']);
    expect(app).to.deep.equal((await readApps(connection, apiNameFromUser('Shop')))[0]);
  });

  it('finds in the same retrieve what the org made with it', async () => {
    const components = shop().filter(({ type }) => type !== POLICIES && type !== OAUTH_POLICIES);
    await org.deploy(components);
    const { app } = await readDeployedApp(connection, apiNameFromUser('Shop'), components);
    const made = ['Shop_oauth_defaultPolicy', 'Shop_oauth_defaultPolicy'];
    expect(membersOf(app)).to.deep.equal(['Shop', 'Shop_glbloauth', 'Shop_oauth', ...made]);
    expect(org.kinds).to.have.members(['batch', 'retrieve']);
  });

  it('asks once more for what the org made under another name', async () => {
    const components = renamed(shop(), { [POLICIES]: 'Whatever' });
    await org.deploy(components);
    const known = components.filter(({ type }) => type !== POLICIES);
    const { app } = await readDeployedApp(connection, apiNameFromUser('Shop'), known);
    expect(membersOf(app)).to.include('Whatever').and.to.have.length(5);
    expect(org.retrieved.map(({ [POLICIES]: members }) => members)).to.deep.equal([
      [
        'Shop_plcy',
        'Shop_defaultPolicy',
        'Shop_defPlcy',
        'Shop_oauth_plcy',
        'Shop_oauth_defaultPolicy',
        'Shop_oauth_defPlcy',
      ],
      ['Whatever'],
    ]);
  });
});
