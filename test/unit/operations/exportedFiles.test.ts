import { join } from 'node:path';
import { expect } from 'chai';
import { planExport, type PlannedExport } from '../../../src/operations/exportedFiles.js';
import type { AppDefinition } from '../../../src/definition/schema.js';
import type { LiveApp } from '../../../src/org/liveApp.js';
import { apiNameFromOrg } from '../../../src/settings/apiNames.js';
import { liveApp } from '../../support/planning.js';

const app = (name: string, more: Partial<LiveApp> = {}): LiveApp =>
  liveApp({ name: apiNameFromOrg(name), label: `Label of ${name}`, contactEmail: 'owner@example.com' }, more);

const plan = (...apps: LiveApp[]): PlannedExport => planExport(apps, { outputDir: 'backup', orgName: 'uat' });

const filesOf = ({ files }: PlannedExport): string[] => files.map(({ path }) => path);

const textOf = ({ files }: PlannedExport, path: string): string =>
  String(files.find((file) => file.path === join('backup', path))?.content);

describe('the files that apps come to', () => {
  it('are one for each app, and one for all', () => {
    const planned = plan(app('Billing'), app('Shop'));
    expect(filesOf(planned)).to.deep.equal(
      ['apps/Billing.yaml', 'apps/Shop.yaml', 'eca-fleet.yaml'].map((path) => join('backup', path))
    );
    expect(textOf(planned, 'eca-fleet.yaml')).to.equal(`apps:
  Billing:
    definition: apps/Billing.yaml
  Shop:
    definition: apps/Shop.yaml
orgs:
  uat:
    apps: all
`);
  });

  it('are others for names that are alike but for their case or their name space', () => {
    const planned = plan(app('Shop'), app('SHOP'), app('acme__Shop'), app('shop'));
    expect(planned.apps.map(({ name, file }) => [name, file.slice('backup/apps/'.length)])).to.deep.equal([
      ['Shop', 'Shop.yaml'],
      ['SHOP', 'SHOP-2.yaml'],
      ['shop', 'shop-3.yaml'],
      ['acme__Shop', 'acme__Shop.yaml'],
    ]);
    expect(textOf(planned, 'eca-fleet.yaml')).to.include('SHOP:\n    definition: apps/SHOP-2.yaml');
  });

  it('go nowhere else, whatever an org calls an app', () => {
    const planned = plan(app('../Shop'), app('A/B'), app('Shop_'));
    expect(planned.files).to.deep.equal([]);
    expect(planned.fleetFile).to.equal(null);
    expect(planned.leftOut.map(({ name }) => name)).to.deep.equal(['../Shop', 'A/B', 'Shop_']);
  });

  it('have of an app from a package the policies alone', () => {
    const definition: AppDefinition = {
      name: apiNameFromOrg('acme__Shop'),
      label: 'Shop',
      oauth: { scopes: ['api'] },
      policies: { permittedUsers: 'adminApproved' },
    };
    const planned = plan(app('acme__Shop', { installedFrom: 'acme', definition }));
    expect(textOf(planned, 'apps/acme__Shop.yaml')).to.equal(
      'name: acme__Shop\npolicies:\n  permittedUsers: adminApproved\n'
    );
    expect(planned.apps[0]).to.deep.include({ label: 'Shop', refusedIfNew: [] });
  });

  it('leave out an app from a package that has no policies, and say so', () => {
    const planned = plan(app('acme__Shop', { installedFrom: 'acme' }), app('Shop'));
    expect(planned.leftOut).to.have.length(1);
    expect(planned.leftOut[0].reason).to.include('package of acme');
    expect(filesOf(planned)).to.have.length(2);
  });
});
