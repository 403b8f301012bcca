import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { sideBySide } from '../../../src/operations/sideBySide.js';

describe('work side by side', () => {
  it('gives results in the order of the items, whichever is done first', async () => {
    const results = await sideBySide([15, 1, 8], 3, async (ms) => {
      await sleep(ms);
      return ms;
    });
    expect(results).to.deep.equal([15, 1, 8]);
  });

  it('never does more at once than it may, and leaves nobody idle', async () => {
    let running = 0;
    const seen: number[] = [];
    await sideBySide([1, 2, 3, 4, 5], 2, async () => {
      running += 1;
      seen.push(running);
      await sleep(1);
      running -= 1;
    });
    expect(seen).to.have.length(5);
    expect(Math.max(...seen)).to.equal(2);
  });
});
