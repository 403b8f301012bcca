import { expect } from 'chai';
import type { AppInput } from '../../../src/operations/input.js';
import { resumeCommand } from '../../../src/ui/resume.js';

const ID = '0Af000000000001';
const NOTHING: AppInput = { parameters: [], flags: [] };
const NO_ORG = { username: undefined, apiVersion: undefined };

describe('resumeCommand', () => {
  it('says again all that was asked for, with the id', () => {
    const input: AppInput = {
      template: 'sendsafely',
      definitionFile: 'apps/a.yaml',
      parameters: ['a=1', 'b=2'],
      flags: [
        { flag: 'profile', path: 'policies.profiles', value: ['Sales', 'Service'] },
        { flag: 'session-timeout', path: 'policies.sessionTimeoutMinutes', value: 30 },
        { flag: 'label', path: 'label', value: undefined },
      ],
    };
    expect(resumeCommand('sf', input, { username: 'ada@acme.example', apiVersion: '66.0' }, ID)).to.equal(
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
      const flags = [{ flag: 'description', path: 'description', value }];
      expect(resumeCommand('sf', { ...NOTHING, flags }, NO_ORG, ID)).to.equal(
        `sf eca create --job-id ${ID} --description ${quoted}`
      );
    });
  }

  it('says that a secret comes from stdin, and holds none', () => {
    const parameters = ['parts=jira', 'jiraPassword=-'];
    const input: AppInput = { ...NOTHING, parameters, secrets: { jiraPassword: 'hush' } };
    expect(resumeCommand('sf', input, NO_ORG, ID)).to.equal(
      `sf eca create --job-id ${ID} --set parts=jira --set jiraPassword=-`
    );
  });

  it('needs no more than the id', () => {
    expect(resumeCommand('sf', NOTHING, NO_ORG, ID)).to.equal(`sf eca create --job-id ${ID}`);
  });
});
