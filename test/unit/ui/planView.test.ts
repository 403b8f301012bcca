import { expect } from 'chai';
import { describeChanges, describePlan } from '../../../src/ui/planView.js';
import { flag, SENDSAFELY } from '../../support/operations.js';
import { ALL } from '../../support/peeklogic.js';
import { liveApp, planFor } from '../../support/planning.js';
import { apiName } from '../../../src/settings/apiNames.js';

describe('describeChanges', () => {
  it('shows a value with the one that it replaces, and a list with what it gains and loses', () => {
    const lines = describeChanges(
      [
        { setting: 'policies.sessionTimeoutMinutes', before: null, after: 30 },
        { setting: 'policies.profiles', before: ['Sales', 'Service'], after: ['Service', 'Support'] },
        { setting: 'oauth.security.requirePkce', before: true, after: false },
      ],
      false
    );
    expect(lines).to.deep.equal([
      '',
      'OAuth Policies',
      '  Session Policies: Timeout Value (minutes): none, will be 30',
      '',
      'App Policies',
      '  Profiles:',
      '      + Support',
      '      - Sales',
      '',
      'Security',
      '  Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows: on, will be off',
    ]);
  });
});

describe('describePlan', () => {
  it("shows in Setup's words what will be set up", async () => {
    const lines = describePlan(await planFor(SENDSAFELY));
    expect(lines[0]).to.equal('SendSafely_Dropzone_Connector will be set up so:');
    expect(lines).to.include('  Callback URL: https://test.salesforce.com/services/oauth2/success');
    expect(lines).to.include('  Permitted Users: Admin approved users are pre-authorized');
  });

  it('names what will be made beside the app, and no secret of it', async () => {
    const text = describePlan(await planFor(ALL)).join('\n');
    expect(text).to.include('\nBeside it\n  AuthProvider Peeklogic_Salesforce\n').and.to.not.include('tok&');
  });

  it('shows of an app that exists only what will change', async () => {
    const live = liveApp({ name: apiName.parse('Shop'), label: 'Shop', contactEmail: 'a@b.example' });
    const input = { parameters: [], flags: [flag('name', 'Shop'), flag('label', 'Store')] };
    const lines = describePlan(await planFor(input, { live }, { updateExisting: true }));
    expect(lines).to.deep.equal([
      'Shop exists, and will be changed so:',
      'Basic Information',
      '  External Client App Name: Shop, will be Store',
      '',
    ]);
    const same = { parameters: [], flags: [flag('name', 'Shop'), flag('label', 'Shop')] };
    expect(describePlan(await planFor(same, { live }))[0]).to.equal('Shop exists, and is as asked for.');
  });
});
