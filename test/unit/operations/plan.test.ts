import { expect } from 'chai';
import type { LiveApp } from '../../../src/org/apps.js';
import {
  changesIn,
  foretellDifferences,
  type AppPlan,
  type CreatePlan,
  type UpdatePlan,
} from '../../../src/operations/plan.js';
import type { AppInput, FlagSetting } from '../../../src/operations/request.js';
import { failureOf, flag, SENDSAFELY } from '../../support/operations.js';
import { peeklogic } from '../../support/peeklogic.js';
import { liveApp, planFor } from '../../support/planning.js';
import { apiName, apiNameFromOrg } from '../../../src/settings/apiNames.js';

const byFlags = (...flags: FlagSetting[]): AppInput => ({ parameters: [], flags });

const SHOP = byFlags(
  flag('label', 'Shop'),
  flag('oauth.callbackUrls', ['https://shop.example/cb']),
  flag('oauth.scopes', ['api', 'refresh_token'])
);

const LIVE_SHOP = liveApp({
  name: apiName.parse('Shop'),
  label: 'Shop',
  contactEmail: 'owner@example.com',
  oauth: { callbackUrls: ['https://shop.example/cb'], scopes: ['api', 'refresh_token'] },
  policies: { profiles: ['Sales', 'Service'] },
});

describe('a plan', () => {
  it('to create holds the whole app, and everything that is to be sent', async () => {
    const plan = (await planFor(SHOP)) as CreatePlan;
    expect(plan.action).to.equal('create');
    expect(plan.definition).to.deep.include({ name: 'Shop', label: 'Shop', contactEmail: 'ada@acme.example' });
    expect(plan.components.map(({ type, fullName }) => `${type} ${fullName}`)).to.deep.equal([
      'ExternalClientApplication Shop',
      'ExtlClntAppGlobalOauthSettings Shop_glbloauth',
      'ExtlClntAppOauthSettings Shop_oauth',
    ]);
    expect(changesIn(plan)).to.deep.include({ setting: 'oauth.scopes', before: null, after: ['api', 'refresh_token'] });
  });

  it('to create says that the name was made from a label, where the user gave one', async () => {
    expect((await planFor(SHOP)).notes.join())
      .to.include('Shop')
      .and.to.include('--name');
    const named = { ...SHOP, flags: [...SHOP.flags, flag('name', 'Shop')] };
    for (const input of [named, SENDSAFELY]) expect((await planFor(input)).notes).to.deep.equal([]);
  });

  it('to update holds just what differs, with its old and its new value', async () => {
    const input = byFlags(flag('name', 'Shop'), flag('policies.profiles', ['Service']), flag('label', 'Shop'));
    const plan = (await planFor(input, { live: LIVE_SHOP }, { updateExisting: true })) as UpdatePlan;
    expect(plan.action).to.equal('update');
    expect(plan.changes).to.deep.equal([
      { setting: 'policies.profiles', before: ['Sales', 'Service'], after: ['Service'] },
    ]);
    expect(plan.components.map(({ type }) => type)).to.deep.equal(['ExtlClntAppOauthConfigurablePolicies']);
    expect(changesIn(plan)).to.equal(plan.changes);
  });

  it('to update warns of each thing that a list loses, and of nothing that it keeps or gains', async () => {
    const warningsOf = async (...flags: FlagSetting[]): Promise<string[]> =>
      (await planFor(byFlags(flag('name', 'Shop'), ...flags), { live: LIVE_SHOP }, { updateExisting: true })).warnings;
    const grants = await warningsOf(flag('label', 'New'));
    expect(grants).to.have.length(1);
    expect(await warningsOf(flag('policies.profiles', ['Sales', 'Service', 'Support']))).to.deep.equal(grants);
    expect(await warningsOf(flag('policies.profiles', ['Support']))).to.deep.equal([
      ...grants,
      'policies.profiles: what is not named is removed: Sales, Service',
    ]);
  });

  it("to update warns of the CLI's logins by what the app has, and by its age", async () => {
    const oauth = { callbackUrls: ['http://localhost:1717/OauthRedirect'], scopes: ['api' as const] };
    const isWarned = async (createdDate: string, ...flags: FlagSetting[]): Promise<boolean> => {
      const live = liveApp({ name: apiName.parse('Shop'), label: 'Shop', oauth }, { createdDate });
      const input = byFlags(flag('name', 'Shop'), flag('label', 'New'), ...flags);
      const { warnings } = await planFor(input, { live }, { updateExisting: true });
      return warnings.some((warning) => warning.includes('sf update'));
    };
    expect(await isWarned('2026-06-30T12:00:00.000+0000')).to.equal(false);
    expect(
      await isWarned('2026-06-30T12:00:00.000+0000', flag('oauth.security.rotateRefreshTokens', true)),
      'turned on'
    ).to.equal(true);
    expect(await isWarned('2026-07-01T12:00:00.000+0000')).to.equal(true);
  });

  it('to update is refused where nobody could use the app any more', async () => {
    const bare = { ...LIVE_SHOP.definition, policies: {} };
    const onlyApproved = [flag('name', 'Shop'), flag('policies.permittedUsers', 'adminApproved')];
    const plan = (live: LiveApp, ...flags: FlagSetting[]): Promise<AppPlan> =>
      planFor(byFlags(...flags), { live }, { updateExisting: true });
    const grantedTo = (grants: LiveApp['grants']): LiveApp => liveApp(bare, { grants });
    const error = await failureOf(plan(grantedTo({ profiles: [], permissionSets: [] }), ...onlyApproved));
    expect(error.message).to.equal(
      '--profile: is missing: only admin-approved users may use Shop after this change, and neither a profile nor a permission set is granted, so nobody could'
    );
    const unseen = await failureOf(plan(grantedTo(undefined), ...onlyApproved));
    expect(unseen.message).to.include('the org does not show to your user').and.not.include('nobody could');
    const beside = grantedTo({ profiles: ['Sales'], permissionSets: [] });
    expect(await plan(beside, ...onlyApproved)).to.include({ action: 'update' });
    expect(await plan(LIVE_SHOP, ...onlyApproved)).to.include({ action: 'update' });
    expect(await plan(liveApp(bare), ...onlyApproved, flag('policies.profiles', ['Sales']))).to.include({
      action: 'update',
    });
    const shut = liveApp({ ...bare, policies: { permittedUsers: 'adminApproved' } });
    expect(await plan(shut, flag('name', 'Shop'), flag('label', 'New')), 'it was so before').to.include({
      action: 'update',
    });
  });

  it('to update turns off what Salesforce does not hold on, since the app is older', async () => {
    const live = liveApp(
      { ...LIVE_SHOP.definition, oauth: { ...LIVE_SHOP.definition.oauth, security: { requirePkce: true } } },
      { createdDate: '2026-06-30T23:59:59.000+0000' }
    );
    const input = byFlags(flag('name', 'Shop'), flag('oauth.security.requirePkce', false));
    const plan = (await planFor(input, { live }, { updateExisting: true })) as UpdatePlan;
    expect(plan.changes).to.deep.equal([{ setting: 'oauth.security.requirePkce', before: true, after: false }]);
    expect(foretellDifferences(plan)).to.deep.equal([]);
  });

  it('is refused where the app differs and may not be changed', async () => {
    const input = byFlags(flag('name', 'Shop'), flag('label', 'Other'));
    const error = await failureOf(planFor(input, { live: LIVE_SHOP }));
    expect(error.name).to.equal('AppExistsError');
    expect(error.actions?.join()).to.include('sf eca display --name Shop --target-org ada@acme.example');
  });

  it('is to leave an app alone that is as asked, and to call it as the org does', async () => {
    const input = byFlags(flag('name', 'shop'), flag('label', 'Shop'));
    const plan = await planFor(input, { live: LIVE_SHOP });
    expect(plan).to.deep.include({ action: 'unchanged', notes: [], warnings: [] });
    expect(plan.definition.name).to.equal('Shop');
    expect(changesIn(plan)).to.deep.equal([]);
  });

  it('of what stands beside an app alone has no app, and no name of one', async () => {
    const plan = await planFor(peeklogic('jira'));
    expect(plan.action).to.equal('related');
    expect(plan.definition.name).to.equal(undefined);
    expect(plan.related.credentials.map(({ name }) => name)).to.deep.equal(['Peeklogic_Jira']);
  });

  it('makes beside the app only what is missing there', async () => {
    const existing = [{ type: 'AuthProvider' as const, fullName: apiNameFromOrg('Peeklogic_Salesforce') }];
    const related = { existing, providerKeys: new Map(), isAccessOn: undefined };
    const { related: planned } = await planFor(peeklogic('salesforce'), { related });
    expect(planned.existing).to.deep.equal(existing);
    expect(planned.providers).to.deep.equal([]);
    expect(planned.credentials.map(({ name }) => name)).to.deep.equal(['Peeklogic_Salesforce']);
  });

  it('names every problem at once', async () => {
    const problems = [{ where: '--scope', what: 'is wrong' }];
    const noEmail = { answers: { ...(await import('../../support/asking.js')).ANSWERS, runningUserEmail: '' } };
    const error = await failureOf(planFor(SHOP, { problems, ...noEmail }));
    expect(error.message).to.include('--scope').and.to.include('--contact-email');
  });
});

describe('what a plan foretells', () => {
  it('of a new app is what Salesforce enforces, as it will be found afterwards', async () => {
    const differences = foretellDifferences((await planFor(SENDSAFELY)) as CreatePlan);
    expect(differences.map(({ setting, reason, matters }) => ({ setting, reason, matters }))).to.deep.equal([
      { setting: 'oauth.security.requirePkce', reason: 'enforced', matters: true },
      { setting: 'policies.refreshToken', reason: 'enforced', matters: true },
      { setting: 'oauth.security.rotateRefreshTokens', reason: 'enforced', matters: false },
      { setting: 'oauth.security.limitIdleRefreshTokens', reason: 'enforced', matters: false },
    ]);
  });

  it('leaves out what the API version does not show', async () => {
    const plan = (await planFor(SENDSAFELY, { apiVersion: 62 })) as CreatePlan;
    expect(foretellDifferences(plan).map(({ setting }) => setting)).to.deep.equal([
      'oauth.security.requirePkce',
      'oauth.security.rotateRefreshTokens',
    ]);
  });

  it('is nothing for an app without OAuth', async () => {
    expect(foretellDifferences((await planFor(byFlags(flag('label', 'Bare')))) as CreatePlan)).to.deep.equal([]);
  });

  it('of a change leaves on what Salesforce holds on, and finds done what is asked for', async () => {
    const security = { requirePkce: true, rotateRefreshTokens: true, limitIdleRefreshTokens: true };
    const live = liveApp({ ...LIVE_SHOP.definition, oauth: { ...LIVE_SHOP.definition.oauth, security } });
    const input = byFlags(flag('name', 'Shop'), flag('oauth.security.requirePkce', false), flag('label', 'New'));
    const plan = (await planFor(input, { live }, { updateExisting: true })) as UpdatePlan;
    expect(plan.changes.map(({ setting }) => setting)).to.deep.equal(['label']);
    const foretold = foretellDifferences(plan).filter(({ requested }) => requested !== null);
    expect(foretold.map(({ setting, reason }) => [setting, reason])).to.deep.equal([
      ['oauth.security.requirePkce', 'enforced'],
    ]);
  });
});
