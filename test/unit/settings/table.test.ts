import { expect } from 'chai';
import { isSettingPath, settingAt, settingIntroducedIn, type SettingPath } from '../../../src/settings/table.js';

describe('the table of settings', () => {
  it('has rows for settings, and none for groups of them', () => {
    expect(['label', 'oauth.scopes', 'oauth', 'scopes', ''].map(isSettingPath)).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('says which row it lacks', () => {
    expect(() => settingAt('oauth.banana' as SettingPath)).to.throw('There is no setting oauth.banana');
  });

  it('knows a setting since the last of its elements came', () => {
    const setting = settingAt('oauth.security.requirePkce');
    expect(settingIntroducedIn(setting)).to.equal(59);
    expect(settingIntroducedIn({ ...setting, elements: ['isPkceRequired', 'isDPopEnabled'] })).to.equal(67);
  });
});
