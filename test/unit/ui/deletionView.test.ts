import { expect } from 'chai';
import type { AppUse } from '../../../src/operations/appUse.js';
import type { DeletedApp, DeletionPlan } from '../../../src/operations/deleteApp.js';
import { apiName } from '../../../src/settings/apiNames.js';
import { describeDeleted, describeDoomed } from '../../../src/ui/deletionView.js';
import { UNUSED } from '../../support/appUse.js';

const USE: AppUse = { ...UNUSED, inUse: 'no', reasons: [] };

const NAME = apiName.parse('Shop');
const REST = { type: 'ExtlClntAppOauthSettings', fullName: 'Shop_oauth' } as const;

const plan = (use: Partial<AppUse>, more: Partial<DeletionPlan> = {}): DeletionPlan => ({
  app: {
    name: NAME,
    installedFrom: null,
    id: null,
    createdDate: undefined,
    consumerKey: '3MVG9key',
    components: [{ ...REST, elements: {} }],
    taken: new Set(),
    definition: { name: NAME, label: 'Web Shop' },
  },
  isRemnant: false,
  use: { ...USE, ...use },
  readAt: 0,
  ...more,
});

const deleted = (more: Partial<DeletedApp> = {}): DeletedApp => ({
  name: 'Shop',
  id: null,
  consumerKey: '3MVG9key',
  state: 'deleted',
  deployId: null,
  components: [],
  usedBy: USE,
  leftBehind: [],
  nextSteps: [],
  ...more,
});

describe('describeDoomed', () => {
  it('says so where nothing shows that anybody uses it', () => {
    expect(describeDoomed(plan({}))).to.deep.equal([
      'Shop (Web Shop)',
      '  Consumer key: 3MVG9key',
      '  Nothing shows that anybody uses it: no token, and no Auth. Provider with its consumer key.',
    ]);
  });

  it('says what does, to whom it is granted, and what is not shown', () => {
    const lines = describeDoomed(
      plan({ reasons: ['Somebody.'], profiles: ['A', 'B'], permissionSets: ['C'], areGrantsShown: false })
    );
    expect(lines.slice(2)).to.deep.equal([
      '  Somebody.',
      '  Granted to profiles: A, B',
      '  Granted to permission sets: C',
      '  To whom it is granted beside its policies, the org does not show your user.',
    ]);
  });

  it('of an app that is gone names what is left of it', () => {
    expect(describeDoomed(plan({}, { isRemnant: true }))).to.deep.equal([
      'Shop is gone already. Components that are left of it:',
      '  ExtlClntAppOauthSettings Shop_oauth',
    ]);
  });
});

describe('describeDeleted', () => {
  it('says that tokens and keys are gone for good, of an app that had keys', () => {
    const lines = describeDeleted(deleted());
    expect(lines[0]).to.equal('Deleted Shop. Every token that it had issued is revoked for good.');
    expect(lines[1]).to.include('consumer key and secret are gone');
    expect(describeDeleted(deleted({ consumerKey: null }))).to.have.length(1);
  });

  it('says nothing of keys where nothing is deleted', () => {
    expect(describeDeleted(deleted({ state: 'validated' })).join()).not.to.include('gone');
    expect(describeDeleted(deleted({ state: 'running' })).join()).not.to.include('gone');
  });

  it('names what the org still has', () => {
    expect(describeDeleted(deleted({ leftBehind: [REST] }))).to.include(
      'Still in the org: ExtlClntAppOauthSettings Shop_oauth'
    );
  });
});
