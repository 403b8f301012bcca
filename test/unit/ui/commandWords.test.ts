import { expect } from 'chai';
import { toWords } from '../../../src/ui/commandWords.js';

describe('the words of a command line', () => {
  it('are those of another command behind two dashes, whatever they look like', () => {
    const argv = ['-n', 'X', '--exec', '--json', '--', 'sh', '-c', 'echo', '--json', '-n', '3', '--', 'x'];
    const words = ['sh', '-c', 'echo', '--json', '-n', '3', '--', 'x'];
    expect(toWords(argv, words)).to.deep.equal({ loose: [], behind: words });
  });

  it('are loose before them, and where there are none', () => {
    expect(toWords(['foo', '--exec', '--', 'bar'], ['foo', 'bar'])).to.deep.equal({ loose: ['foo'], behind: ['bar'] });
    expect(toWords(['foo'], ['foo'])).to.deep.equal({ loose: ['foo'], behind: [] });
    expect(toWords(['--exec', '--'], [])).to.deep.equal({ loose: [], behind: [] });
  });
});
