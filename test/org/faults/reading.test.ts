import { describeFaults } from '../../support/faultMatrix.js';

describe('commands that change nothing, whatever happens to one of their requests', () => {
  describeFaults([
    'list',
    'display',
    'audit',
    'export',
    'allowlist list',
    'template create',
    'create, unchanged',
    'lock-security --check',
    'create --dry-run',
    'test',
  ]);
});
