import { expect } from 'chai';
import { memberOfFile } from '../../../src/metadata/componentTypes.js';

describe('the files of a retrieved package', () => {
  it('are told by folder and ending', () => {
    expect(memberOfFile('externalClientApps/Shop.eca')).to.deep.equal({
      type: 'ExternalClientApplication',
      fullName: 'Shop',
    });
    expect(memberOfFile('settings/ConnectedApp.settings')).to.deep.equal({
      type: 'Settings',
      fullName: 'ConnectedApp',
    });
  });

  for (const path of [
    'package.xml',
    'externalClientApps/Shop.xml',
    'settings/Shop.eca',
    'unpackaged/externalClientApps/Shop.eca',
    'externalClientApps/Shop.eca/more',
  ]) {
    it(`are no components where they lie elsewhere: ${path}`, () => {
      expect(memberOfFile(path)).to.equal(undefined);
    });
  }
});
