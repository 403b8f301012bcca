/**
 * The main job, shown: starts an org in memory, logs the real sf CLI in under a throw-away home folder, sets up the
 * SendSafely Dropzone Connector there, looks at it, and fetches its credentials.
 *
 *     npm run demo
 */
import { startLocalOrg } from '../local-org/index.js';
import { processesAt } from '../test/support/processes.js';
import { RealCli } from '../test/support/realCli.js';

/** The org enforces controls that SendSafely's guide wants off, so setting up ends with a difference that matters. */
const DIFFERENCE_MATTERS = 68;

const APP = 'SendSafely_Dropzone_Connector';

const STEPS: Array<{ words: string[]; expected: number }> = [
  { words: ['eca', 'template', 'list'], expected: 0 },
  {
    words: ['eca', 'create', '--template', 'sendsafely', '--profile', 'System Administrator', '--target-org', 'demo'],
    expected: DIFFERENCE_MATTERS,
  },
  { words: ['eca', 'list', '--target-org', 'demo'], expected: 0 },
  { words: ['eca', 'display', '--name', APP, '--target-org', 'demo'], expected: 0 },
  {
    words: ['eca', 'get-credentials', '--name', APP, '--enable-access', '--no-prompt', '--target-org', 'demo'],
    expected: 0,
  },
];

const show = (words: string[]): string =>
  words.map((word) => (word.includes(' ') ? JSON.stringify(word) : word)).join(' ');

const org = await startLocalOrg();
const cli = await RealCli.create();
try {
  console.log(`An org in memory listens on ${org.instanceUrl}; the sf CLI logs in to it as "demo".`);
  await cli.login(org, 'demo');
  for (const { words, expected } of STEPS) {
    console.log(`\n$ sf ${show(words)}`);
    const { status, stdout, stderr } = await cli.run(words);
    console.log(
      [stdout, stderr]
        .map((text) => text.trimEnd())
        .filter(Boolean)
        .join('\n')
    );
    if (status !== 0) console.log(`(exit code ${status})`);
    if (status !== expected) throw new Error(`sf ${words.join(' ')} ended with ${status}, not ${expected}.`);
  }
  const left = await processesAt(cli.home);
  if (left.length > 0) throw new Error(`These were left running:\n${left.join('\n')}`);
} finally {
  await cli.dispose();
  await org.stop();
}
console.log('\nEverything that was started is stopped; nothing is left behind.');
