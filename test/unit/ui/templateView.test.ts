import { expect } from 'chai';
import { parseTemplate } from '../../support/parsedTemplate.js';
import { describeControls } from '../../../src/ui/controls.js';
import { describeTemplate } from '../../../src/ui/templateView.js';

describe('describeTemplate', () => {
  it('shows parameters with their help, requirement, default, choices and example', () => {
    const { template } = parseTemplate(
      JSON.stringify({
        title: 'Shop',
        summary: 'Sells things.\n',
        parameters: [
          { name: 'host', help: 'The host.', required: true, example: 'a.example' },
          { name: 'kind', help: 'The kind.', type: 'choice', choices: ['big', 'small'], default: 'big' },
        ],
        required: ['policies.profiles', 'policies.startUrl'],
        after: [{ step: 'Go there.', page: 'https://x' }],
      }),
      'shop.yaml'
    );
    const lines = template ? describeTemplate({ ...template, definition: { label: 'Shop' } }) : [];
    expect(lines.slice(0, 2)).to.deep.equal(['Shop (shop)', 'Sells things.']);
    const text = lines.join('\n');
    expect(text).to.match(/^ {2}--set host=…  The host\. \(.*\) \(.*a\.example.*\)$/m);
    expect(text).to.match(/^ {2}--set kind=…  The kind\. \(.*big.*\) \(.*big, small.*\)$/m);
    expect(lines).to.include('  --profile  Profiles');
    expect(lines).to.include('  policies.startUrl  Custom Start URL');
    expect(lines).to.include('  1. Go there. https://x');
    expect(text).to.contain('External Client App Name: Shop');
  });

  it('shows the condition of everything that has one', () => {
    const when = { kind: ['big', 'huge'] };
    const address = { range: '192.0.2.1', description: 'Shop' };
    const credential = { endpoint: 'https://a', identityType: 'perUser', protocol: 'password' };
    const { template, problems } = parseTemplate(
      JSON.stringify({
        title: 'Shop',
        summary: 'x',
        parameters: [
          { name: 'kind', help: 'The kind.', type: 'choice', choices: ['big', 'small', 'huge'] },
          { name: 'way', help: 'The way.', type: 'choice', choices: ['in', 'out'], when },
        ],
        appWhen: when,
        before: [{ step: 'Ask.', when }],
        after: [{ step: 'Go there.', when: { ...when, way: ['in'] } }],
        oauth: {
          callbackUrls: ['https://a/'],
          flows: { when, device: true },
          security: {
            when: { way: ['out'] },
            requirePkce: true,
            refreshTokenIpAllowlist: ['192.0.2.9', { ...address, when }],
          },
        },
        policies: { refreshToken: { when, expireAfter: '90 days' }, profiles: [] },
        related: {
          when: { way: ['out'] },
          authProviders: [{ name: 'A', friendlyName: 'Login', type: 'salesforce', when }],
          namedCredentials: [{ ...credential, name: 'B', label: 'Shop' }],
        },
      }),
      'shop.yaml'
    );
    expect(problems).to.deep.equal([]);
    const lines = describeTemplate({ ...template!, definition: template!.body }).map((line) => line.trim());
    for (const shown of [
      '--set way=…  The way. (only with kind=big|huge) (one of: in, out)',
      '1. Ask. (only with kind=big|huge)',
      'Sets up (only with kind=big|huge):',
      'Callback URL: https://a/',
      'Enable Device Flow: on (only with kind=big|huge)',
      'Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows: on (only with way=out)',
      'Refresh Token IP Allowlist: 192.0.2.9, 192.0.2.1 (Shop) (only with kind=big|huge) (only with way=out)',
      'Refresh Token Policy: Expire refresh token after 90 days (only with kind=big|huge)',
      'AuthProvider A: friendlyName Login, type salesforce (only with kind=big|huge) (only with way=out)',
      'NamedCredential B: endpoint https://a, identityType perUser, protocol password, label Shop (only with way=out)',
      '1. Go there. (only with kind=big|huge, way=in)',
    ])
      expect(lines).to.include(shown);
    expect(lines).to.include('Profiles: none');
  });

  it('shows no title of a section that is empty', () => {
    const { template } = parseTemplate('title: Shop\nsummary: x', 'shop.yaml');
    const lines = template ? describeTemplate({ ...template, definition: {} }) : [];
    expect(lines).to.deep.equal(['Shop (shop)', 'x']);
  });
});

describe('describeControls', () => {
  const off = {
    requirePkce: false,
    rotateRefreshTokens: false,
    limitIdleRefreshTokens: false,
    refreshTokenIpRanges: 0,
    requireSecretForWebServerFlow: false,
    requireSecretForRefreshTokenFlow: false,
  };

  it('names the controls that are on', () => {
    const one = describeControls({ ...off, requirePkce: true });
    const two = describeControls({ ...off, requirePkce: true, rotateRefreshTokens: true });
    expect(one).not.to.equal('');
    expect(two).to.match(new RegExp(`^${one}, .+`));
  });

  it('counts the ranges of the allowlist', () => {
    expect(describeControls({ ...off, refreshTokenIpRanges: 3 })).to.contain('3');
  });

  it('says nothing where all are off', () => {
    expect(describeControls(off)).to.equal('');
  });
});
