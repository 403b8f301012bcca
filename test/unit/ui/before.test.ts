import { Readable } from 'node:stream';
import { expect } from 'chai';
import { readRequest } from '../../../src/operations/request.js';
import { describeBefore } from '../../../src/ui/before.js';

const TEMPLATE = `
title: Shop
summary: A shop.
label: Shop
parameters:
  - { name: edition, type: choice, help: x, choices: [free, paid] }
  - { name: host, help: x }
before:
  - step: Log in as \${org.username} and open \${host}.
    page: \${org.setupUrl}/lightning/setup/Users/home
  - { step: Buy it., when: { edition: [paid] } }
oauth: { scopes: [api] }
`;

const ORG = { loginUrl: undefined, instanceUrl: undefined, username: 'ada@acme.example', setupUrl: 'https://setup.x' };

const linesOf = async (...parameters: string[]): Promise<string[]> => {
  const input = { template: '-', parameters, flags: [] };
  return describeBefore(await readRequest(input, { stdin: Readable.from([TEMPLATE]) }), ORG);
};

describe('describeBefore', () => {
  it('fills in what is known of the org, and names what is not known yet', async () => {
    expect(await linesOf('edition=free')).to.deep.equal([
      'To have at hand:',
      '* Log in as ada@acme.example and open <host>. https://setup.x/lightning/setup/Users/home',
      '',
    ]);
  });

  it('fills in parameters, and says what hangs on one that nobody gave yet', async () => {
    expect((await linesOf('host=https://shop.example')).slice(1, 3)).to.deep.equal([
      '* Log in as ada@acme.example and open https://shop.example. https://setup.x/lightning/setup/Users/home',
      '* Buy it. (where edition=paid)',
    ]);
  });
});
