import { expect } from 'chai';
import { resumeCommand } from '../../../src/ui/resume.js';

const ID = '0Af000000000001';

describe('resumeCommand', () => {
  const CASES: Array<[string, string[], string]> = [
    [
      'is the same command with the id',
      ['--template', 'sendsafely', '-o', 'my-org'],
      '--template sendsafely -o my-org',
    ],
    [
      'quotes what a shell would take apart',
      ['--label', "Bob's App", '--set', 'a=$x'],
      "--label 'Bob'\\''s App' --set 'a=$x'",
    ],
    ['quotes what a shell would expand', ['-f', '~/a.yaml', '--scope', '*'], "-f '~/a.yaml' --scope '*'"],
    ['quotes nothing', ['--description', ''], "--description ''"],
    ['quotes a whole word with its flag', ['--label=My App'], "'--label=My App'"],
    [
      'leaves plain words as they are',
      ['--contact-email', 'a+b@c.example', '--callback-url', 'https://a.example/x', '--allow-ip', '192.0.2.0/24'],
      '--contact-email a+b@c.example --callback-url https://a.example/x --allow-ip 192.0.2.0/24',
    ],
    [
      'leaves out what going on does not take',
      ['--dry-run', '--name', 'Shop', '--update-existing', '--json', '--wait', '5', '--job-id', 'old'],
      '--name Shop',
    ],
    ['leaves it out in its short form', ['-w', '5', '-i', 'old', '-n', 'Shop'], '-n Shop'],
    ['leaves it out in one word', ['--wait=5', '--job-id=old', '--name=Shop'], '--name=Shop'],
    ['leaves it out in one word in its short form', ['-w5', '-iold', '-nShop'], '-nShop'],
  ];

  for (const [title, argv, kept] of CASES) {
    it(title, () => {
      expect(resumeCommand('sf', argv, ID)).to.equal(`sf eca create --job-id ${ID} ${kept}`);
    });
  }

  it('needs no more than the id', () => {
    expect(resumeCommand('sf', [], ID)).to.equal(`sf eca create --job-id ${ID}`);
  });
});
