import { describeFaults } from '../../support/faultMatrix.js';

describe('commands that turn a switch, or cannot be taken back, whatever happens to one of their requests', () => {
  describeFaults([
    'get-credentials',
    'create, handing over',
    'create, Peeklogic',
    'lock-security',
    'rotate-credentials',
  ]);
});
