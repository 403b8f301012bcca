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

  it('gives each app its own also where the one’s name stands in what mends the other', () => {
    const calledBack = (name: string): ReturnType<typeof auditedApp> =>
      auditedApp({ ...called(name), oauth: { callbackUrls: [`http://${name}.example/cb`] } });
    const lines = describeRules(auditApps(['one', 'two'].map(calledBack), auditFacts()));
    const mends = lines.filter((line) => line.includes('--callback-url'));
    expect(mends.map((line) => /--name (\S+) --callback-url (\S+)/.exec(line)?.slice(1))).to.deep.equal([
      ['one', 'https://one.example/cb'],
      ['two', 'https://two.example/cb'],
    ]);
  });

  it('says of what is accepted why and for how long, and not what mends it', () => {
    const app = auditedApp({ oauth: { security: { requirePkce: false } } });
    const report = auditApps([app], auditFacts());
    const accepted = { reason: 'TICKET-12', until: '2027-03-01' };
    const text = describeRules({ ...report, findings: report.findings.map((found) => ({ ...found, accepted })) });
    expect(text).to.include('  Vendor: Accepted until 2027-03-01: TICKET-12');
    expect(text.join('\n')).not.to.include('mend');
  });
});
