import { expect } from 'chai';
import { drawnProgress, toldProgress } from '../../../../src/ui/fleet/progress.js';

describe('progress of many orgs', () => {
  it('is a line an org where nobody watches', () => {
    const lines: string[] = [];
    const progress = toldProgress((line) => lines.push(line));
    progress.stage('uat', 'Deploy');
    progress.status('uat', '1/2');
    progress.done('uat', 'billing created', false);
    progress.done('prod', 'no answer', true);
    expect(lines).to.deep.equal(['uat: billing created', '✗ prod: no answer']);
  });

  it('is drawn where somebody watches: who is at work and how many are done; those leave their line', () => {
    const printed: string[] = [];
    const drawn: string[] = [];
    const draw = Object.assign((text: string) => void drawn.push(text), {
      clear: () => void drawn.push('(cleared)'),
      done: () => void drawn.push('(over)'),
    });
    const progress = drawnProgress(draw, (line) => printed.push(line), 2);
    progress.stage('uat', 'Deploy');
    progress.status('uat', '1/2\u001b[2J');
    progress.done('uat', 'billing created', false);
    progress.stop();
    expect(printed).to.deep.equal(['uat: billing created']);
    expect(drawn).to.deep.equal([
      '  uat: Deploy\n0 of 2 orgs',
      '  uat: Deploy 1/2\\u001b[2J\n0 of 2 orgs',
      '(cleared)',
      '1 of 2 orgs',
      '(cleared)',
      '(over)',
    ]);
  });
});
