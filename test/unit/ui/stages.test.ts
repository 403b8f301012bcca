import { expect } from 'chai';
import { spinningStages } from '../../../src/ui/stages.js';

describe('stages as a spinner shows them', () => {
  const told: string[] = [];
  const spinner = {
    start: (action: string) => void told.push(`start ${action}`),
    stop: (text?: string) => void told.push(`stop ${text ?? ''}`),
    set status(text: string | undefined) {
      told.push(`status ${text}`);
    },
    get status() {
      return undefined;
    },
  };
  const stages = spinningStages(spinner);

  beforeEach(() => {
    told.length = 0;
  });

  it('begin, say how far they are, and end', () => {
    stages.stage('Read');
    stages.status('3 apps');
    stages.stop(false);
    expect(told).to.deep.equal(['start Read', 'status 3 apps', 'stop ']);
  });

  it('do not end as if they were done where they failed', () => {
    stages.stage('Read');
    stages.stop(true);
    expect(told).to.deep.equal(['start Read', 'stop stopped']);
  });
});
