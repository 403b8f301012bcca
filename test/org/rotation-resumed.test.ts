import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { RotateOptions } from '../../src/operations/rotateCredentials.js';
import { failureOf } from '../support/operations.js';
import type { Fault } from '../support/recorder.js';
import { startRotation, type Rotation } from '../support/rotation.js';

describe('going on with a rotation that did not end', () => {
  let rotation: Rotation;
  let recorder: Rotation['recorder'];
  let file: Rotation['file'];
  let toFile: Rotation['toFile'];
  let rotate: Rotation['rotate'];
  let stored: Rotation['stored'];
  let keyInUse: Rotation['keyInUse'];
  let logsIn: Rotation['logsIn'];

  beforeEach(async () => {
    rotation = await startRotation();
    ({ recorder, file, toFile, rotate, stored, keyInUse, logsIn } = rotation);
  });
  afterEach(() => rotation.stop());

  /** A pair is prepared and handed over, and the org does not put it into use. */
  const failToPromote = async (more: Partial<RotateOptions> = {}): Promise<void> => {
    const body = '[{"errorCode":"UNKNOWN_EXCEPTION","message":"not now"}]';
    recorder.interfere = ({ method }) => (method === 'PATCH' ? { status: 400, body } : undefined);
    expect((await failureOf(rotate(more))).message).to.include('not now');
    recorder.interfere = () => undefined;
  };

  it('takes no file with the pair that ran out meanwhile for one with the new pair', async () => {
    await failToPromote();
    const before = await keyInUse();
    const expired = { id: '0cS000000000001', key: (await stored()).consumerKey, secret: 'x', state: 'EXPIRED' };
    recorder.interfere = ({ method, path }) => {
      if (method === 'GET' && path.endsWith('/staged'))
        return { status: 200, body: JSON.stringify({ stagedCredentials: [expired] }) };
      return undefined;
    };
    expect((await failureOf(rotate())).message).to.include('exists already');
    recorder.interfere = () => undefined;
    expect(await keyInUse()).to.equal(before);
  });

  it('takes no file with the key alone for one with the pair', async () => {
    await failToPromote();
    const before = await keyInUse();
    await writeFile(file('status.json'), JSON.stringify({ pairs: [{ key: (await stored()).consumerKey }] }));
    expect((await failureOf(rotate({ destination: toFile('status.json') }))).message).to.include('exists already');
    expect(await keyInUse()).to.equal(before);
  });

  it('goes on with a file that has the secret alone', async () => {
    const destination = { ...toFile('secret.txt'), format: 'value' as const };
    await failToPromote({ destination });
    const result = await rotate({ destination });
    expect(result.credentials).to.deep.include({ state: 'unchanged' });
    const consumerSecret = await readFile(file('secret.txt'), 'utf8');
    expect(await logsIn({ consumerKey: result.consumerKey, consumerSecret })).to.equal(true);
  });

  const FAULTS: Array<[string, Fault]> = [
    ['reset', 'reset'],
    ['cut off', 'cutOff'],
    ['busy', { status: 503, body: '' }],
  ];
  for (const [what, fault] of FAULTS) {
    for (const step of ['GET credentials', 'POST staged', 'PATCH staged'] as const) {
      it(`goes on where ${step} was answered by ${what}`, async () => {
        const [method, part] = step.split(' ');
        let isDue = true;
        recorder.interfere = (request) => {
          if (!isDue || request.method !== method || !request.path.includes(part)) return undefined;
          isDue = false;
          return fault;
        };
        const first = await rotate().catch((error: unknown) => error as Error);
        const result = first instanceof Error ? await rotate() : first;
        expect(result.state).to.be.oneOf(['rotated', 'unchanged']);
        const pair = await stored();
        expect(await keyInUse()).to.equal(pair.consumerKey);
        expect(await logsIn(pair)).to.equal(true);
      });
    }
  }
});
