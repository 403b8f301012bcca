import { expect } from 'chai';
import { auditApps } from '../../../src/audit/audit.js';
import type { PartialDefinition } from '../../../src/definition/schema.js';
import { auditedApp, auditFacts } from '../../support/audit.js';

describe('an audit of who may use an app', () => {
  const NOBODY_NAMED: PartialDefinition = { policies: { permissionSets: [] } };

  it('looks beside its policies', () => {
    const grants = { profiles: [], permissionSets: ['Vendor_Users'] };
    expect(auditApps([auditedApp(NOBODY_NAMED, { grants })], auditFacts()).findings).to.deep.equal([]);
  });

  it('judges nothing that the org does not show, and says so', () => {
    const app = auditedApp(NOBODY_NAMED, { grants: undefined });
    const { findings, notJudged } = auditApps([app], auditFacts({ areGrantsShown: false }));
    expect([findings, notJudged.map(({ rule }) => rule)]).to.deep.equal([[], ['nobody-permitted']]);
  });
});
