import { expect } from 'chai';
import type { AppInput } from '../../../src/operations/request.js';
import { commandFor, withoutPipes, type OtherFlags } from '../../../src/ui/commandLine.js';
import { flag } from '../../support/operations.js';

const ID = '0Af000000000001';
const NOTHING: AppInput = { parameters: [], flags: [] };

const resume = (input: AppInput, others: OtherFlags = {}): string =>
  commandFor(['sf', 'eca', 'create', '--job-id', ID], input, others);

describe('commandFor', () => {
  it('says again all that was asked for, with whatever goes with it', () => {
    const input: AppInput = {
      template: 'sendsafely',
      definitionFile: 'apps/a.yaml',
      parameters: ['a=1', 'b=2'],
      flags: [
        flag('policies.profiles', ['Sales', 'Service']),
        flag('policies.sessionTimeoutMinutes', 30),
        flag('label', undefined),
      ],
    };
    expect(resume(input, { 'target-org': 'ada@acme.example', 'api-version': '66.0' })).to.equal(
      `sf eca create --job-id ${ID} --template sendsafely --definition-file apps/a.yaml --set a=1 --set b=2 ` +
        '--profile Sales --profile Service --session-timeout 30 --target-org ada@acme.example --api-version 66.0'
    );
  });

  const QUOTED: Array<[string, string]> = [
    ["Bob's App", "'Bob'\\''s App'"],
    ['$x', "'$x'"],
    ['*', "'*'"],
    ['', "''"],
    ['https://a.example/x', 'https://a.example/x'],
  ];

  for (const [value, quoted] of QUOTED) {
    it(`writes ${JSON.stringify(value)} so that a shell takes it as it is`, () => {
      const flags = [flag('description', value)];
      expect(resume({ ...NOTHING, flags })).to.equal(`sf eca create --job-id ${ID} --description ${quoted}`);
    });
  }

  it('says that a secret comes from stdin, and holds none', () => {
    const parameters = ['parts=jira', 'jiraPassword=-'];
    const input: AppInput = { ...NOTHING, parameters, secrets: { jiraPassword: 'hush' } };
    expect(resume(input)).to.equal(`sf eca create --job-id ${ID} --set parts=jira --set jiraPassword=-`);
  });

  it('needs no more than the id', () => {
    expect(resume(NOTHING)).to.equal(`sf eca create --job-id ${ID}`);
  });

  it('leaves out what is off, and says what is on', () => {
    const others = { 'dry-run': false, 'update-existing': true, 'api-version': undefined };
    expect(resume(NOTHING, others)).to.equal(`sf eca create --job-id ${ID} --update-existing`);
  });

  it('does without what a pipe held, where it is not there any more', () => {
    for (const pipe of ['-', '/dev/fd/63', '/proc/self/fd/12'])
      expect(resume(withoutPipes({ ...NOTHING, template: pipe, definitionFile: pipe }))).to.equal(resume(NOTHING));
    const input = { ...NOTHING, template: 'sendsafely', definitionFile: 'a.yaml' };
    expect(withoutPipes(input)).to.deep.equal(input);
  });
});
