import { Readable } from 'node:stream';
import { expect } from 'chai';
import type { AppInput } from '../../../src/operations/input.js';
import { withSecretFromStdin } from '../../../src/ui/stdin.js';

const PIPED: AppInput = { template: 'peeklogic', parameters: ['parts=jira', 'jiraPassword=-'], flags: [] };

/** A stdin of which it is seen whether somebody read it. */
const stdinWith = (text: string, isTTY = false): Readable & { isTTY: boolean } =>
  Object.assign(Readable.from([Buffer.from(text)]), { isTTY });

const secretsRead = async (text: string): Promise<Record<string, string> | undefined> =>
  (await withSecretFromStdin(PIPED, stdinWith(text))).secrets;

describe('a secret from stdin', () => {
  it('is all of stdin, without one line break at the end', async () => {
    for (const [text, secret] of [
      ['hush', 'hush'],
      ['hush\n', 'hush'],
      ['hush\r\n', 'hush'],
      ['hush\n\n', 'hush\n'],
      [' hush ', ' hush '],
      ['größe=1\nzwei', 'größe=1\nzwei'],
      ['', ''],
    ]) {
      expect(await secretsRead(text), JSON.stringify(text)).to.deep.equal({ jiraPassword: secret });
    }
  });

  const LEFT_ALONE: Array<[string, AppInput, boolean]> = [
    ['at a terminal', PIPED, true],
    ['where nothing is to come from there', { ...PIPED, parameters: ['parts=jira'] }, false],
    ['where the secret does not count', { ...PIPED, parameters: ['parts=salesforce', 'jiraPassword=-'] }, false],
    ['for a parameter that is no secret', { ...PIPED, parameters: ['jiraUsername=-'] }, false],
    ['without a template', { parameters: ['jiraPassword=-'], flags: [] }, false],
  ];

  for (const [where, input, isTTY] of LEFT_ALONE) {
    it(`is not read ${where}`, async () => {
      const stdin = stdinWith('hush', isTTY);
      expect(await withSecretFromStdin(input, stdin)).to.deep.equal(input);
      expect(stdin.readableEnded).to.equal(false);
    });
  }
});
