import { expect } from 'chai';
import { settingRows } from '../../../src/settings/table.js';
import { FLAG_OF_SETTING, SETTING_OF_FLAG } from '../../../src/operations/flagSettings.js';
import { toAppInput } from '../../../src/ui/appFlags.js';
import { flag } from '../../support/operations.js';

describe('the flags that set a setting', () => {
  for (const [flag, path] of Object.entries(SETTING_OF_FLAG)) {
    it(`have --${flag} for ${path}, which there is`, () => {
      expect(path === 'name' || settingRows.has(path)).to.equal(true);
      expect(FLAG_OF_SETTING.get(path)).to.equal(flag);
    });
  }

  it('set one setting each', () => {
    expect(FLAG_OF_SETTING.size).to.equal(Object.keys(SETTING_OF_FLAG).length);
  });
});

describe('toAppInput', () => {
  it('gives a value once that was given twice', () => {
    const { flags } = toAppInput({ scope: ['api', 'id', 'api'], label: 'Shop' });
    expect(flags.filter(({ value }) => value !== undefined)).to.deep.equal([
      flag('label', 'Shop'),
      flag('oauth.scopes', ['api', 'id']),
    ]);
  });

  it('names template, file and parameters', () => {
    const { template, definitionFile, parameters } = toAppInput({
      template: 'sendsafely',
      'definition-file': 'app.yaml',
      set: ['a=b', 'a=b'],
    });
    expect({ template, definitionFile, parameters }).to.deep.equal({
      template: 'sendsafely',
      definitionFile: 'app.yaml',
      parameters: ['a=b', 'a=b'],
    });
    expect(toAppInput({}).parameters).to.deep.equal([]);
  });
});
