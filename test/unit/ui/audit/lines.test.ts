import { expect } from 'chai';
import { auditApps } from '../../../../src/audit/audit.js';
import { apiName } from '../../../../src/settings/apiNames.js';
import { describeRules } from '../../../../src/ui/audit/lines.js';
import { auditedApp, auditFacts } from '../../../support/audit.js';

const called = (name: string): { name: ReturnType<typeof apiName.parse>; label: string } => ({
  name: apiName.parse(name),
  label: name,
});

describe('what an audit says of what mends its findings', () => {
  it('names once what mends several apps alike', () => {
    const off = { oauth: { security: { rotateRefreshTokens: false } } };
    const apps = ['One', 'Two', 'Three'].map((name) => auditedApp({ ...called(name), ...off }));
    const lines = describeRules(auditApps(apps, auditFacts())).filter((line) => /mends it|likewise/.test(line));
    expect(lines.map((line) => line.replace(/ sf .*/, '')).slice(0, 2)).to.deep.equal([
      '  What mends it in One:',
      '  and likewise in: Three, Two',
    ]);
  });

  it('gives each app its own where they differ', () => {
    const scopes = (name: string, ...more: Array<'id' | 'web'>): ReturnType<typeof auditedApp> =>
      auditedApp({ ...called(name), oauth: { scopes: ['full', ...more, 'refresh_token'] } });
    const lines = describeRules(
      auditApps([scopes('One', 'id'), scopes('Two', 'web'), scopes('Three', 'id')], auditFacts())
    );
    const text = lines.join('\n');
    const of = (name: string): string =>
      text.slice(text.indexOf(`What mends it in ${name}:`)).split('What mends', 2)[1] ?? text;
    expect(text).to.include('What mends it in One:').and.include('What mends it in Two:');
    expect(text.slice(text.indexOf('What mends it in One:'), text.indexOf('What mends it in Two:')))
      .to.include('id')
      .and.include('likewise in: Three')
      .and.not.include('web');
    expect(of('Two')).not.to.include('likewise');
  });
});
