import { describeFaults } from '../../support/faultMatrix.js';

describe('commands that change apps, whatever happens to one of their requests', () => {
  describeFaults([
    'create',
    'create, with who may use it',
    'create --update-existing',
    'allowlist add',
    'allowlist set',
    'allowlist remove',
    'rotate-certificate',
    'delete',
  ]);
});
