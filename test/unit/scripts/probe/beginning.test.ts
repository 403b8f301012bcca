import { expect } from 'chai';
import { whyNot } from '../../../../scripts/probe/consent.js';
import { readFlags, UsageError } from '../../../../scripts/probe/flags.js';
import { isRunId, newRunId } from '../../../../scripts/probe/making.js';

const NOTHING = { readOnly: false, noPrompt: false, yesProduction: false };

const answering = (answer: string) => (): Promise<string> => Promise.resolve(answer);

describe('before a probe begins', () => {
  it('somebody types yes, and nothing less', async () => {
    expect(await whyNot('sandbox', 'abcdef', NOTHING, answering('YES '))).to.equal(undefined);
    expect(await whyNot('sandbox', 'abcdef', NOTHING, answering('y'))).to.equal('Nothing was done.');
    expect(await whyNot('sandbox', 'abcdef', NOTHING, answering(''))).to.equal('Nothing was done.');
  });

  it('a script has said so beforehand', async () => {
    expect(await whyNot('scratch', 'abcdef', NOTHING, undefined)).to.include('--no-prompt');
    expect(await whyNot('scratch', 'abcdef', { ...NOTHING, noPrompt: true }, undefined)).to.equal(undefined);
  });

  it('a production org is refused, also with a yes, until that is said too', async () => {
    const scripted = { ...NOTHING, noPrompt: true };
    expect(await whyNot('production', 'abcdef', NOTHING, answering('yes'))).to.include('--yes-production');
    expect(await whyNot('production', 'abcdef', scripted, undefined)).to.include('--yes-production');
    expect(await whyNot('production', 'abcdef', { ...scripted, yesProduction: true }, undefined)).to.equal(undefined);
    const production = { ...NOTHING, yesProduction: true };
    expect(await whyNot('production', 'abcdef', production, answering('no'))).to.equal('Nothing was done.');
  });

  it('reading alone needs no yes', async () => {
    expect(await whyNot('production', 'abcdef', { ...NOTHING, readOnly: true }, undefined)).to.equal(undefined);
  });
});

describe('the flags of the probe', () => {
  const problemOf = (...words: string[]): string => {
    try {
      readFlags(words);
    } catch (error) {
      expect(error).to.be.instanceOf(UsageError);
      return (error as Error).message;
    }
    throw new Error('They were taken.');
  };

  it('make apps in the org that is named, after a yes', () => {
    expect(readFlags(['-o', 'dev'])).to.deep.equal({
      targetOrg: 'dev',
      only: [],
      cleanUp: undefined,
      outputFile: undefined,
      waitMs: 300_000,
      readOnly: false,
      noPrompt: false,
      yesProduction: false,
    });
  });

  it('are refused where they say nothing that can be done', () => {
    expect(problemOf()).to.include('--target-org');
    expect(problemOf('-o', 'dev', '--wait', '1h')).to.include('--wait');
    expect(problemOf('-o', 'dev', '--only', 'grants')).to.include('grants-once');
    expect(problemOf('-o', 'dev', '--clean-up', 'Sinergify_Connected_App')).to.include('the id of no run');
    expect(problemOf('-o', 'dev', '--force')).to.include('--force');
  });

  it('take the run that a former probe names', () => {
    const runId = newRunId();
    expect(isRunId(runId)).to.equal(true);
    expect(readFlags(['-o', 'dev', '--clean-up', runId])).to.include({ cleanUp: runId });
  });
});
