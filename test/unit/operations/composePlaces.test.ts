import { expect } from 'chai';
import { compose, type Composed } from '../../../src/operations/compose.js';
import { readRequest, type AppInput } from '../../../src/operations/request.js';
import { flag } from '../../support/operations.js';
import { ORG } from '../../support/asking.js';
import { peeklogic } from '../../support/peeklogic.js';

const composed = async (input: AppInput): Promise<Composed> => compose(await readRequest(input), ORG);

describe('where a setting of what was composed was written', () => {
  const FLAGS = [flag('policies.profiles', ['Sales', 'Support']), flag('label', 'Shop')];

  it('is the flag, or else the template', async () => {
    const { locate } = await composed({ template: 'sendsafely', parameters: [], flags: FLAGS });
    expect(locate(['policies', 'profiles', 1])).to.equal('--profile');
    expect(locate(['label'])).to.equal('--label');
    expect(locate(['oauth', 'scopes', 0])).to.match(/^sendsafely\.yaml:\d+:\d+ oauth\.scopes\[0\]$/);
  });

  it('is the path, where nobody wrote it', async () => {
    const { locate } = await composed({ parameters: [], flags: FLAGS });
    expect(locate(['policies', 'runAs'])).to.equal('policies.runAs');
  });
});

describe('parameters with which a template sets up no app', () => {
  it('leave just what stands beside one', async () => {
    const { definition, ...rest } = await composed(peeklogic('jira'));
    expect(Object.keys(definition)).to.deep.equal(['related']);
    const { hasApp, defaultLabel, isNameFromLabel, missing, problems } = rest;
    expect({ hasApp, defaultLabel, isNameFromLabel, missing, problems }).to.deep.equal({
      hasApp: false,
      defaultLabel: '',
      isNameFromLabel: false,
      missing: [],
      problems: [],
    });
  });

  it('leave nowhere to go for the settings and the name of an app', async () => {
    const { parameters, ...input } = peeklogic('jira');
    const flags = [flag('name', 'Shop'), flag('policies.profiles', ['Sales'])];
    const { problems } = await composed({ ...input, parameters, flags });
    const what = 'has nowhere to go: with these parameters, the template sets up no app';
    expect(problems).to.deep.equal([
      { where: '--name', what },
      { where: '--profile', what },
    ]);
  });
});
