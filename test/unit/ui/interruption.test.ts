import { syncBuiltinESMExports } from 'node:module';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { Interruption } from '../../../src/ui/interruption.js';

type Ended = { standing: string | undefined; cleanUps: string[]; failures: string[] };

describe('an interruption', () => {
  let ended: Ended[];
  let interruption: Interruption;
  let calls: string[];

  const cleanUp = (name: string) => (): Promise<void> => {
    calls.push(name);
    return Promise.resolve();
  };

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    // Modules import functions of node:timers/promises by name: only this shows them the fake ones.
    syncBuiltinESMExports();
    ended = [];
    calls = [];
    interruption = new Interruption(
      ({ failures, standing, cleanUps }) =>
        ended.push({ standing, cleanUps, failures: failures.map(({ message }) => message) }),
      (said) => calls.push(said)
    );
  });

  afterEach(() => {
    mock.timers.reset();
    syncBuiltinESMExports();
  });

  it('runs the clean-ups, and then ends with what stands', async () => {
    interruption.ensure(cleanUp('one'));
    interruption.ensure(cleanUp('two'));
    interruption.standing = 'first';
    interruption.standing = 'The deploy goes on.';
    await interruption.handle();
    expect(calls).to.deep.equal(['one', 'two']);
    expect(ended).to.deep.equal([{ standing: 'The deploy goes on.', cleanUps: [], failures: [] }]);
  });

  it('happens once', async () => {
    interruption.ensure(cleanUp('one'));
    await Promise.all([interruption.handle(), interruption.handle()]);
    await interruption.handle();
    expect(calls).to.deep.equal(['one']);
    expect(ended).to.deep.equal([{ standing: undefined, cleanUps: [], failures: [] }]);
  });

  it('does not do again what was done on another way out', async () => {
    const done = interruption.ensure(cleanUp('one'));
    await done();
    await done();
    await interruption.handle();
    expect(calls).to.deep.equal(['one']);
  });

  it('lets a clean-up that it has run not be run again', async () => {
    const done = interruption.ensure(cleanUp('one'));
    await interruption.handle();
    await done();
    expect(calls).to.deep.equal(['one']);
  });

  it('tells of clean-ups that fail, and runs the others', async () => {
    interruption.ensure(() => Promise.reject(new Error('no')));
    interruption.ensure(cleanUp('two'));
    await interruption.handle();
    expect(calls).to.deep.equal(['two']);
    expect(ended).to.deep.equal([{ standing: undefined, cleanUps: [], failures: ['no'] }]);
  });

  it('tells a failure of a clean-up to the one who runs it on another way out', async () => {
    const done = interruption.ensure(() => Promise.reject(new Error('no')));
    const said = await done().catch(String);
    expect(said).to.equal('Error: no');
  });

  describe('with a clean-up that takes time', () => {
    const words = { underWay: 'turning it off', done: 'it is off', undone: 'it may be on' };

    it('says what it waits for, and what came of it', async () => {
      interruption.ensure(cleanUp('one'), () => words);
      await interruption.handle();
      expect(calls).to.deep.equal(['turning it off', 'one']);
      expect(ended[0].cleanUps).to.deep.equal(['it is off']);
    });

    it('says that it was not done where it fails', async () => {
      interruption.ensure(
        () => Promise.reject(new Error('no')),
        () => words
      );
      await interruption.handle();
      expect(ended).to.deep.equal([{ standing: undefined, cleanUps: ['it may be on'], failures: ['no'] }]);
    });

    it('says nothing where there is nothing to do', async () => {
      interruption.ensure(cleanUp('one'), () => undefined);
      await interruption.handle();
      expect([calls, ended[0].cleanUps]).to.deep.equal([['one'], []]);
    });
  });

  describe('taking over', () => {
    const intruder = (): void => {
      calls.push('intruder');
    };
    let before: Map<NodeJS.Signals, NodeJS.SignalsListener[]>;

    beforeEach(() => {
      before = new Map(
        (['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGBREAK'] as const).map((name) => [name, process.listeners(name)])
      );
    });

    afterEach(() => {
      for (const [name, listeners] of before) {
        process.removeAllListeners(name);
        for (const listener of listeners) process.on(name, listener);
      }
    });

    const listenerOf = (signal: NodeJS.Signals): NodeJS.SignalsListener => {
      const [ours] = process.listeners(signal).filter((listener) => !before.get(signal)?.includes(listener));
      return ours;
    };

    for (const [title, waited, seen] of [
      ['waits for clean-ups as long as they take, also where one key press comes as two signals', 900, []],
      ['gives clean-ups up at a second signal', 1100, [{ standing: undefined, cleanUps: ['It is on.'], failures: [] }]],
    ] as const) {
      it(title, async () => {
        interruption.ensure(
          () => new Promise<void>(() => undefined),
          () => ({ underWay: '…', done: 'It is off.', undone: 'It is on.' })
        );
        interruption.takeOver();
        listenerOf('SIGINT')('SIGINT');
        mock.timers.tick(waited);
        listenerOf('SIGQUIT')('SIGQUIT');
        await nextTurn();
        expect(ended).to.deep.equal(seen);
      });
    }

    it('takes the place of listeners that came after it was made, and leaves those that were there', async () => {
      process.on('SIGTERM', intruder);
      interruption.ensure(cleanUp('one'));
      interruption.takeOver();
      expect(process.listeners('SIGTERM')).not.to.include(intruder);
      expect(process.listeners('SIGTERM')).to.include.members(before.get('SIGTERM') ?? []);
      listenerOf('SIGTERM')('SIGTERM');
      await nextTurn();
      expect(calls).to.deep.equal(['one']);
      expect(ended).to.have.lengthOf(1);
    });
  });
});
