import { expect } from 'chai';
import { withHeld } from '../../../src/definition/held.js';
import { formatPath } from '../../../src/definition/problems.js';
import { checkPart, type CheckedPart } from '../../../src/definition/schema.js';
import type { SettingValues } from '../../../src/settings/table.js';

/** What is left of a definition for an app that holds these settings. */
const judged = (raw: Record<string, unknown>, held: unknown): CheckedPart =>
  withHeld(checkPart(raw, formatPath), held as SettingValues).part;

const placesOf = ({ problems }: CheckedPart): string[] => problems.map(({ where }) => where);

describe('withHeld', () => {
  it('takes a word that is newer than the table where the app has it', () => {
    const raw = { policies: { ipRelaxation: 'EnforceTwice' } };
    expect(judged(raw, raw)).to.deep.equal({ value: raw, problems: [], wrong: [], refused: [] });
    expect(placesOf(judged(raw, { policies: { ipRelaxation: 'enforce' } }))).to.deep.equal(['policies.ipRelaxation']);
    expect(placesOf(judged(raw, {}))).to.deep.equal(['policies.ipRelaxation']);
  });

  it('takes a duration that nobody may ask for as it is displayed', () => {
    const held = { policies: { refreshToken: { expireAfter: { amount: 3, unit: 'weeks' } } } };
    const raw = { policies: { refreshToken: { expireAfter: '3 weeks' } } };
    expect(judged(raw, held).value).to.deep.equal(held);
  });

  it('keeps the order of a list, what is new among what is held', () => {
    const held = { oauth: { scopes: ['api', 'AgentApi'] } };
    expect(judged({ oauth: { scopes: ['web', 'AgentApi', 'id'] } }, held).value).to.deep.equal({
      oauth: { scopes: ['web', 'AgentApi', 'id'] },
    });
  });

  it('forgives an item of a list for itself alone, and leaves the list out as long as another one is wrong', () => {
    const held = { oauth: { scopes: ['AgentApi'] } };
    const part = judged({ label: 'Shop', oauth: { scopes: ['AgentApi', 'apii'] } }, held);
    expect(placesOf(part)).to.deep.equal(['oauth.scopes[1]']);
    expect(part).to.deep.include({ value: { label: 'Shop' }, wrong: ['oauth.scopes'] });
  });

  it('brings new ranges into canonical form beside one that runs backwards', () => {
    const backwards = { start: '203.0.113.9', end: '203.0.113.1' };
    const trustedIpRanges = [backwards, '198.51.100.0/30'];
    expect(judged({ oauth: { trustedIpRanges } }, { oauth: { trustedIpRanges: [backwards] } }).value).to.deep.equal({
      oauth: { trustedIpRanges: [backwards, { start: '198.51.100.0', end: '198.51.100.3' }] },
    });
  });

  it('forgives no problem of the name, of an unknown key or of what stands beside the app', () => {
    const raw = { name: 'a b', oauth: { callbackUrl: ['x'] }, related: 7 };
    expect(placesOf(judged(raw, { ...raw, oauth: { callbackUrls: ['x'] } }))).to.have.members([
      'name',
      'oauth.callbackUrl',
      'related',
    ]);
  });
});
