import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MultiStageOutput, MultiStageOutputOptions } from '@oclif/multi-stage-output';
import { expect } from 'chai';
import { DrawnStages, stagesOf } from '../../../src/ui/createStages.js';
import { toldStages } from '../../../src/ui/stages.js';
import { SENDSAFELY } from '../../support/operations.js';
import { ALL, peeklogic } from '../../support/peeklogic.js';
import { planFor } from '../../support/planning.js';

const [READ, DEPLOY, PROVE] = ['Read the org', 'Deploy', 'Read back and compare'];
const BESIDE = 'Set up what goes with it';

describe('the stages of setting up an app', () => {
  const ASKED = [
    ['an app alone', { ...SENDSAFELY }, [DEPLOY, PROVE]],
    ['an app and what stands beside it', ALL, [DEPLOY, PROVE, BESIDE]],
    ['what stands beside an app alone', peeklogic('jira'), [BESIDE]],
  ] as const;

  for (const [what, input, stages] of ASKED) {
    it(`are these for ${what}, once the org is read: ${stages.join(', ')}`, async () => {
      expect(stagesOf(await planFor(input), { handsOver: false, tests: false })).to.deep.equal(stages);
      expect(stagesOf(await planFor(input), { handsOver: true, tests: true })).to.deep.equal([
        ...stages,
        'Hand over the credentials',
        'Test whether clients can log in',
      ]);
    });
  }

  it('are told line by line where there is no terminal', () => {
    const lines: string[] = [];
    const stages = toldStages((line) => lines.push(line));
    stages.stage(READ);
    stages.status('1/3');
    stages.stage(BESIDE);
    stages.stop(false);
    expect(lines).to.deep.equal([`${READ} …`, `${BESIDE} …`]);
  });

  describe('at a terminal', () => {
    /** What was done with a drawing, in order. */
    let calls: string[];
    const library = {
      MultiStageOutput: class {
        public constructor({ stages }: MultiStageOutputOptions<Record<string, string>>) {
          calls.push(`draw ${stages.join(', ')}`);
        }
        public skipTo = (name: string): void => void calls.push(`go to ${name}`);
        public updateData = ({ components }: { components: string }): void => void calls.push(`show ${components}`);
        public stop = (): void => void calls.push('stop');
        public error = (): void => void calls.push('fail');
      } as unknown as typeof MultiStageOutput,
    };
    beforeEach(() => (calls = []));

    it('are drawn to the last, also what stands beside the app', async () => {
      const stages = new DrawnStages([READ, DEPLOY, BESIDE], () => Promise.resolve(library));
      await nextTurn();
      stages.stage(DEPLOY);
      stages.status('1/3');
      stages.stage(BESIDE);
      stages.stop(false);
      const drawn = `draw ${READ}, ${DEPLOY}, ${BESIDE}`;
      expect(calls).to.deep.equal([drawn, `go to ${DEPLOY}`, 'show 1/3', `go to ${BESIDE}`, 'stop']);
    });

    it('are joined by the drawing where it comes later', async () => {
      const stages = new DrawnStages([READ, DEPLOY], () => Promise.resolve(library));
      stages.stage(DEPLOY);
      await nextTurn();
      stages.stop(true);
      expect(calls).to.deep.equal([`draw ${READ}, ${DEPLOY}`, `go to ${DEPLOY}`, 'fail']);
    });

    it('go on where there is no drawing, and where it comes too late', async () => {
      const without = new DrawnStages([READ], () => Promise.reject(new Error('not installed')));
      const late = new DrawnStages([READ], () => Promise.resolve(library));
      for (const stages of [without, late]) {
        stages.stage(READ);
        stages.status('1/1');
        stages.stop(false);
      }
      await nextTurn();
      expect(calls).to.deep.equal([]);
    });
  });
});
