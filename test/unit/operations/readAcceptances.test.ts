import { expect } from 'chai';
import { readAcceptances } from '../../../src/operations/readAcceptances.js';
import { failureOf } from '../../support/operations.js';

const read = (text: string): ReturnType<typeof readAcceptances> =>
  readAcceptances('accept.yaml', () => Promise.resolve(text));

const problemsIn = async (text: string): Promise<unknown> => (await failureOf(read(text))).data;

describe('a file of accepted findings', () => {
  it('is a list, and each entry knows where it stands', async () => {
    const text = [
      '- rule: pkce-off',
      '  reason: TICKET-12',
      '- { rule: scope-full, app: Vendor, org: uat, reason: guide, until: 2027-03-01 }',
    ];
    expect(await read(text.join('\n'))).to.deep.equal([
      { rule: 'pkce-off', reason: 'TICKET-12', where: 'accept.yaml:1:3 [0]' },
      {
        rule: 'scope-full',
        app: 'Vendor',
        org: 'uat',
        reason: 'guide',
        until: '2027-03-01',
        where: 'accept.yaml:3:3 [1]',
      },
    ]);
  });

  it('may be left out', async () => expect(await readAcceptances(undefined)).to.deep.equal([]));

  it('is told all that is wrong in it, each with its place', async () => {
    const text = [
      '- rule: pkce-of',
      '  reason: x',
      '- rule: pkce-off',
      '  resaon: x',
      '- { rule: unused, reason: x, until: 2027-13-01 }',
      '- { setting: oauth.security.requirePkce, reason: x }',
      '- { reason: x }',
      '- { rule: unused, reason: "" }',
    ];
    const problems = (await problemsIn(text.join('\n'))) as Array<{ where: string; what: string }>;
    const told = problems.map(({ where, what }) => `${where}: ${what}`);
    expect(told).to.have.length(7);
    for (const [index, pattern] of [
      /^accept\.yaml:1:3 \[0\]\.rule: found "pkce-of".*pkce-off/,
      /^accept\.yaml:3:3 \[1\]\.reason: .*/,
      /^accept\.yaml:4:3 \[1\]\.resaon: .*reason/,
      /^accept\.yaml:5:30 \[2\].until: found "2027-13-01"/,
      /^accept\.yaml:6:5 \[3\]\.setting: .*sf eca plan/,
      /^accept\.yaml:7:3 \[4\]: .*one of the two/,
      /^accept\.yaml:8:19 \[5\]\.reason: /,
    ].entries())
      expect(told[index]).to.match(pattern);
  });

  it('is told where it is no list, and where it cannot be read', async () => {
    expect(await problemsIn('rule: pkce-off')).to.have.length(1);
    const reading = readAcceptances('gone.yaml', () => Promise.reject(Object.assign(new Error(), { code: 'ENOENT' })));
    expect((await failureOf(reading)).message).to.equal('gone.yaml: cannot be read (ENOENT)');
  });
});
