import { expect } from 'chai';
import { compiledTests, mochaWords } from '../../../scripts/mocha-words.js';

const CONFIG = { spec: ['build/test/**/*.test.js'], require: ['a.js', 'b.js'], timeout: 20000, parallel: true };
const OPTIONS = ['--no-config', '--require', 'a.js', '--require', 'b.js', '--timeout', '20000', '--parallel'];
const ALL = 'build/test/unit/**/*.test.js';

describe('the words of a mocha command', () => {
  it('are the options of the configuration and all tests of the kind, where none is named', () => {
    expect(mochaWords(CONFIG, ALL, [])).to.deep.equal([...OPTIONS, ALL]);
  });

  it('hold the compiled file of a source, and no other test', () => {
    const words = mochaWords(CONFIG, ALL, ['test/unit/definition/flows.test.ts']);
    expect(words).to.deep.equal([...OPTIONS, 'build/test/unit/definition/flows.test.js']);
  });

  it('pass on what is no source', () => {
    const words = mochaWords(CONFIG, ALL, ['--grep', 'refuses', 'test/unit/ui/']);
    expect(words).to.deep.equal([...OPTIONS, '--grep', 'refuses', 'build/test/unit/ui/**/*.{test,nut}.js']);
  });

  it('take a source as a shell completes it', () => {
    expect(compiledTests('./test/nut/create.nut.ts')).to.equal('build/test/nut/create.nut.js');
    expect(compiledTests('test')).to.equal('build/test/**/*.{test,nut}.js');
    expect(compiledTests('testing')).to.equal(undefined);
  });
});
