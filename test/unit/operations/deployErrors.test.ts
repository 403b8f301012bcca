import type { SettingPath } from '../../../src/settings/table.js';
import { expect } from 'chai';
import type { Difference } from '../../../src/definition/compare.js';
import { appExists, deployCanceled, deployFailed, nothingDeployed } from '../../../src/operations/deployErrors.js';
import type { DeployStatus } from '../../../src/org/deploy.js';
import { apiName } from '../../../src/settings/apiNames.js';

const failedWith = (more: Partial<DeployStatus>): DeployStatus => ({
  id: '0Af1',
  done: true,
  succeeded: false,
  canceled: false,
  checkOnly: false,
  componentsDone: 0,
  componentsTotal: 2,
  components: [],
  failures: [],
  problem: undefined,
  ...more,
});

describe('the errors of setting up an app', () => {
  it('name every setting in which an existing app differs', () => {
    const difference = (setting: SettingPath, requested: unknown, live: unknown): Difference => ({
      setting,
      requested,
      live,
      reason: 'other',
      affects: [],
      matters: false,
      advice: '',
    });
    const range = (address: string): object => ({ start: address, end: address });
    const differences = [
      difference('label', 'A', 'B'),
      difference('oauth.scopes', ['api', 'id'], null),
      difference('oauth.callbackUrls', ['https://a'], ['https://b', 'https://a']),
      difference('oauth.security.refreshTokenIpAllowlist', [range('192.0.2.1')], [range('192.0.2.2')]),
      difference('policies.sessionTimeoutMinutes', 5, null),
      difference('oauth.trustedIpRanges', [{ ...range('192.0.2.1'), description: 'Jira' }], [range('192.0.2.1')]),
    ];
    const error = appExists(apiName.parse('Shop'), differences, 'me@acme.example');
    expect(error.name).to.equal('AppExistsError');
    expect(error.exitCode).to.equal(1);
    expect(error.message).to.equal(
      [
        'The app Shop exists already and is different (settings: 6); nothing was changed.',
        '  label: it has B, asked for is A',
        '  oauth.scopes: it lacks api, id',
        '  oauth.callbackUrls: it has https://b, which was not asked for',
        '  oauth.security.refreshTokenIpAllowlist: it lacks 192.0.2.1; it has 192.0.2.2, which was not asked for',
        '  policies.sessionTimeoutMinutes: it has nothing, asked for is 5',
        '  oauth.trustedIpRanges: it lacks 192.0.2.1 (Jira); it has 192.0.2.1, which was not asked for',
      ].join('\n')
    );
    expect(error.actions?.join('\n')).to.contain('--update-existing').and.to.contain('sf eca display --name Shop');
    expect(error.data).to.deep.equal({ name: 'Shop', differences });
  });

  it('tell which setting the org refused, by its label and path', () => {
    const type = 'ExtlClntAppOauthSettings';
    const failure = { type, fullName: 'Shop_oauth', problem: 'Invalid scope: Foo' };
    const other = { type: 'Profile', fullName: 'Sales', problem: 'Locked' };
    const error = deployFailed(failedWith({ failures: [failure, other] }));
    expect(error.name).to.equal('DeployFailedError');
    expect(error.message).to.equal(
      [
        'The org refused it, and nothing was changed (deploy 0Af1):',
        '  Selected OAuth Scopes (oauth.scopes): Invalid scope: Foo',
        '  Profile Sales: Locked',
      ].join('\n')
    );
    expect(error.data).to.deep.equal({
      deployId: '0Af1',
      failures: [
        { ...failure, setting: 'oauth.scopes' },
        { ...other, setting: null },
      ],
    });
  });

  const KNOWN: Array<[string, RegExp]> = [
    ['Not available for deploy for this organization', /External Client App Settings in Setup/],
    ['ExtlClntAppOauthSettingsId duplicates value on Shop_oauth', /such a component already, Shop_oauth, .* run the/],
    ["We couldn't update your OAuth link because Shop doesn't have distribution state PACKAGED.", /of another org/],
    ["INVALID_FIELD: We couldn't find permission sets called Sales.", /^.*policies\.permissionSets.*go by API name/m],
  ];
  for (const [problem, expected] of KNOWN) {
    it(`say what is behind "${problem}"`, () => {
      const failure = { type: 'ExtlClntAppOauthConfigurablePolicies', fullName: 'Shop_oauthPlcy', problem };
      const { message, data } = deployFailed(failedWith({ failures: [failure] }));
      expect(message).to.include(problem).and.match(expected);
      expect(data).to.have.nested.property('failures[0].problem', problem);
    });
  }

  it('tell what the org says of a deploy as a whole, where no component failed', () => {
    expect(deployFailed(failedWith({ problem: 'UNKNOWN_EXCEPTION' })).message).to.match(/:\n {2}UNKNOWN_EXCEPTION$/);
  });

  it('tell that a deploy was canceled', () => {
    const error = deployCanceled('0Af1');
    expect(error.name).to.equal('DeployCanceledError');
    expect(error.data).to.deep.equal({ deployId: '0Af1' });
    expect(error.message).to.contain('0Af1');
  });

  it('tell that an app is not there after its deploy', () => {
    const error = nothingDeployed(apiName.parse('Shop'));
    expect(error.name).to.equal('NothingDeployedError');
    expect(error.message).to.contain('the org does not show the app Shop');
  });
});
