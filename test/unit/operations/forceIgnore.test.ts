import { expect } from 'chai';
import { isKeptOutBy, linesFor, missingLines, withLines } from '../../../src/operations/forceIgnore.js';

const LINES = linesFor('force-app');

describe('the lines of a .forceignore for a package', () => {
  it('name the four types that no package may hold, in the package directory alone', () => {
    expect(LINES).to.deep.equal([
      '/force-app/**/*.ecaGlblOauth-meta.xml',
      '/force-app/**/*.ecaOauthSecurity-meta.xml',
      '/force-app/**/*.ecaPlcy-meta.xml',
      '/force-app/**/*.ecaOauthPlcy-meta.xml',
    ]);
  });

  it('are for the folder of the .forceignore itself where that is the package directory', () => {
    expect(linesFor('')[0]).to.equal('/**/*.ecaGlblOauth-meta.xml');
  });

  it('have no backslash, of which Salesforce warns, and no sign that means more than itself', () => {
    expect(linesFor('packages/my [new] *app')[0]).to.equal('/packages/my??new???app/**/*.ecaGlblOauth-meta.xml');
  });

  it('keep out what ends like one of them, and not what only begins so', () => {
    expect(isKeptOutBy(LINES, 'force-app/a/Shop_oauthPlcy.ecaOauthPlcy-meta.xml')).to.equal(true);
    expect(isKeptOutBy(LINES, 'force-app/a/Shop_oauth.ecaOauth-meta.xml')).to.equal(false);
    expect(isKeptOutBy(LINES.slice(0, 1), 'force-app/a/Shop_plcy.ecaPlcy-meta.xml')).to.equal(false);
  });

  it('are missing as far as no line says the same, whatever its ending', () => {
    const former = Buffer.from(`package.xml\r\n${LINES[1]}  \r\n# ${LINES[2]}\r\n${LINES[0]}`);
    expect(missingLines(former, LINES)).to.deep.equal(LINES.slice(2));
  });

  for (const [what, former, expected] of [
    ['into an empty file', '', '# …\nx\n'],
    ['behind a last line', 'package.xml\n', 'package.xml\n\n# …\nx\n'],
    ['behind a last line that has no end', 'package.xml', 'package.xml\n\n# …\nx\n'],
    ['with the line ends of the file', 'package.xml\r\nb', 'package.xml\r\nb\r\n\r\n# …\r\nx\r\n'],
  ]) {
    it(`come ${what}`, () => {
      expect(
        withLines(Buffer.from(former), ['x'])
          .toString()
          .replace(/#.*?(?=\r?\n)/, '# …')
      ).to.equal(expected);
    });
  }

  it('leave every byte that was there, also those that are no text', () => {
    const former = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0xfe, 0x0a]);
    expect(withLines(former, LINES).subarray(0, former.length).equals(former)).to.equal(true);
  });
});
