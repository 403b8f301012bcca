import { expect } from 'chai';
import { parseTemplate } from '../../../src/templates/template.js';
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
