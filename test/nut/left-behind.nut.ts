import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { processesAt, tellsProcesses } from '../support/processes.js';
import { RealCli } from '../support/realCli.js';

describe('the sf CLI in a new home', () => {
  let cli: RealCli;

  before(async () => {
    cli = await RealCli.create();
  });
  after(async () => {
    await cli.dispose();
  });

  it('ends with a word where what it prints cannot be written', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const { status, stdout } = await cli.inShell('sf eca template list --json > /dev/full');
    expect(status).to.equal(1);
    expect(stdout).to.include('could not be written (ENOSPC)').and.not.include('    at ');
  });

  it('is seen while it runs, and leaves no process behind', async function () {
    if (!tellsProcesses) this.skip();
    const seen: Array<Promise<string[]>> = [];
    await cli.run(['eca', 'template', 'list'], { onStart: () => seen.push(processesAt(cli.home)) });
    expect(await seen[0]).to.have.length(1);
    expect(await processesAt(cli.home)).to.deep.equal([]);
  });
});
