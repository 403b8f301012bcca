import { expect } from 'chai';
import { exitCodeOfAudit, exitCodeOfFix } from '../../../src/ui/exitCodes.js';

const high = { severity: 'high' as const, accepted: null };

describe('how an audit ends', () => {
  type Audited = Parameters<typeof exitCodeOfAudit>[0];
  const ROWS: Array<[string, Partial<Audited>, 'medium' | 'high' | undefined, number | undefined]> = [
    ['nothing was to fail it', { findings: [high] }, undefined, undefined],
    ['something as severe is found', { findings: [high] }, 'high', 1],
    ['something worse is found', { findings: [high] }, 'medium', 1],
    ['only something less severe is found', { findings: [{ ...high, severity: 'low' }] }, 'medium', undefined],
    ['what is found is accepted', { findings: [{ ...high, accepted: { reason: 'x' } }] }, 'high', undefined],
    ['an acceptance has run out', { acceptances: [{ state: 'runOut' }] }, 'high', 1],
    [
      'an acceptance has run out, and nothing was to fail it',
      { acceptances: [{ state: 'runOut' }] },
      undefined,
      undefined,
    ],
    ['each acceptance applies', { acceptances: [{ state: 'applies' }] }, 'high', undefined],
    ['an org could not be asked', { orgs: [{ error: null }, { error: {} }] }, undefined, 1],
  ];
  for (const [title, more, failOn, code] of ROWS) {
    it(`with ${code ?? 'nothing to say'} where ${title}`, () =>
      expect(exitCodeOfAudit({ findings: [], acceptances: [], ...more }, failOn)).to.equal(code));
  }
});

describe('how mending ends', () => {
  const app = (state: string, matters?: boolean): Parameters<typeof exitCodeOfFix>[0][number] => ({
    state,
    differences: matters === undefined ? [] : [{ matters }],
  });

  it('well, where all is as asked for, or differs in nothing that matters', () => {
    expect(exitCodeOfFix([])).to.equal(0);
    expect(exitCodeOfFix([app('updated'), app('unchanged', false), app('written')])).to.equal(0);
  });

  it('with the worst that became of an app', () => {
    expect(exitCodeOfFix([app('updated', true)])).to.equal(68);
    expect(exitCodeOfFix([app('updated', true), app('running')])).to.equal(69);
    expect(exitCodeOfFix([app('running'), app('failed'), app('updated', true)])).to.equal(1);
  });
});
