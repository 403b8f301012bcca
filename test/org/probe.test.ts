import { expect } from 'chai';
import { QUIRKS } from '../../local-org/org/options.js';
import { FACTS } from '../../scripts/probe/facts.js';
import { readStatements } from '../../scripts/probe/statements.js';
import { found, ProbedLocalOrg } from '../support/probing.js';
describe('x', () => {
  it('plain', async () => {
    const probed = await ProbedLocalOrg.start();
    const report = await probed.probe();
    for (const f of report.findings) console.log(f.id, f.verdict, f.because);
    console.log(JSON.stringify(report, null, 1).slice(0, 6000));
    console.log(await probed.apps());
    await probed.org.stop();
  });
  for (const q of QUIRKS) it(q, async () => {
    const probed = await ProbedLocalOrg.start({quirks:[q]});
    console.log(q, found(await probed.probe(), 'contradicted'));
    await probed.org.stop();
  });
});
