/**
 * Every request of every command, answered wrongly in every way: prints a table of exit codes, a row a command, a column
 * a fault. The gate tries a part of it: test/support/faultMatrix.ts.
 *
 *     node build/scripts/faults.js
 */
import { FAULTS, type FaultName } from '../test/support/faultKinds.js';
import { FaultBench, SUBJECTS, type SubjectName } from '../test/support/faults.js';
import { checkTrial } from '../test/support/faultMatrix.js';

const faults = Object.keys(FAULTS) as FaultName[];

/** `3×0 1×1`: how many runs ended with which exit code; a trial that did not hold is named. */
const describe = (exitCodes: number[]): string =>
  [...new Set(exitCodes)]
    .sort((a, b) => a - b)
    .map((code) => `${exitCodes.filter((found) => found === code).length}×${code}`)
    .join(' ');

const bench = new FaultBench();
await bench.start();
const failed: string[] = [];
let trials = 0;
console.log(`| command (requests) | ${faults.join(' | ')} |\n|${' --- |'.repeat(faults.length + 1)}`);
for (const subject of Object.keys(SUBJECTS) as SubjectName[]) {
  const { requests } = await bench.undisturbed(subject);
  const cells: string[] = [];
  for (const fault of faults) {
    const exitCodes: number[] = [];
    for (const index of requests.keys()) {
      const trial = await bench.disturbed(subject, fault, index + 1);
      exitCodes.push(trial.outcome.exitCode);
      trials += 1;
      await checkTrial(bench, subject, trial).catch((error: unknown) => {
        failed.push(`${subject}, ${fault}, request ${trial.nth} (${trial.request}): ${String(error)}`);
      });
    }
    cells.push(describe(exitCodes));
  }
  console.log(`| ${subject} (${requests.length}) | ${cells.join(' | ')} |`);
}
await bench.stop();
console.log(`\n${trials} runs; ${failed.length} did not hold.\n${failed.join('\n')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
