import { glob } from 'node:fs/promises';
import { expect } from 'chai';
import { SUBJECTS } from '../../support/faults.js';

const COMMANDS = new URL('../../../src/commands/eca/', import.meta.url);

/** It asks an org only what its user's address is. */
const ASKS_NEXT_TO_NOTHING = ['generate'];

describe('the matrix of faults', () => {
  it('has every command that talks to an org', async () => {
    const tried = Object.keys(SUBJECTS).map((subject) => subject.split(/,| --/)[0]);
    const talking: string[] = [];
    for await (const file of glob('**/*.js', { cwd: COMMANDS })) {
      const { default: command } = (await import(new URL(file, COMMANDS).href)) as { default: { flags?: object } };
      if ('target-org' in (command.flags ?? {})) talking.push(file.replace(/\.js$/, '').replaceAll('/', ' '));
    }
    const expected = talking.filter((name) => !ASKS_NEXT_TO_NOTHING.includes(name));
    expect([...new Set(tried)]).to.have.members(expected);
  });
});
