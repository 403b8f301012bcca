import { readdir, rm, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { formatYaml } from '../../src/definition/document.js';
import { settingsGiven, valueAt, type AppDefinition } from '../../src/definition/schema.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import type { ExportedOrg } from '../../src/operations/exportApps.js';
import { readApps } from '../../src/org/apps.js';
import { deploySet, profilesIn, readCorpus } from '../support/corpus.js';
import { Exporting, setUpAllTemplates } from '../support/exporting.js';
import { connectTo } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';

/** What an app holds and another one of its name holds otherwise. */
const differing = (app: AppDefinition, made: AppDefinition): string[] =>
  settingsGiven(app)
    .filter(({ path, setting: { comparable = (same: unknown): unknown => same }, value }) => {
      const found = valueAt(made, path);
      return found === undefined || !isDeepStrictEqual(comparable(value), comparable(found));
    })
    .map(({ path }) => `${app.name} ${path}`);

/**
 * What keeps `create` from calling an app just what its file says. A file has the refresh token policy that the app
 * holds; where the 30-day limit overrules it, that is told each time: docs/platform.md#enforced-controls
 */
const amiss = ({ name, state, differences }: CreatedApp): string[] => [
  ...(state === 'unchanged' ? [] : [`${name} is ${state}`]),
  ...differences
    .filter(({ setting, reason, matters }) => matters && `${setting} ${reason}` !== 'policies.refreshToken enforced')
    .map(({ setting, reason }) => `${name} ${setting} ${reason}`),
];

describe('the exported apps of an org', function () {
  this.timeout(120_000);
  let org: LocalOrg;
  let exporting: Exporting;
  let exported: ExportedOrg;

  const takeAllBack = async (): Promise<string[]> => {
    const options = { updateExisting: true, dryRun: true };
    return (await Promise.all(exported.apps.map(({ file }) => exporting.takeBack(file, options)))).flatMap(amiss);
  };

  /** What was there before an app, and no file of an app has. */
  const makePermissionSets = async (apps: AppDefinition[], fresh: Connection): Promise<void> => {
    const names = [...new Set(apps.flatMap(({ policies }) => policies?.permissionSets ?? []))];
    const permissionSets = names.map((name) => ({ name, label: name }));
    const file = join(exporting.folder, 'permission-sets.yaml');
    await writeFile(file, formatYaml({ name: 'Holder', related: { permissionSets } }));
    await exporting.takeBack(file, {}, fresh);
  };

  /** Sets all of them up in a fresh org, and says which it refused, and what is otherwise in the others. */
  const setUpAnew = async (options: LocalOrgOptions): Promise<{ refused: string[]; differing: string[] }> => {
    const other = await startLocalOrg({ deployTime: 0, ...options });
    try {
      const fresh = await connectTo(other);
      const had = (await readApps(exporting.connection)).map(({ definition }) => definition);
      await makePermissionSets(had, fresh);
      const refused: string[] = [];
      await Promise.all(
        exported.apps.map(({ name, file }) => exporting.takeBack(file, {}, fresh).catch(() => refused.push(name)))
      );
      const made = new Map((await readApps(fresh)).map(({ name, definition }) => [name, definition]));
      const pairs = had.flatMap((app): Array<[AppDefinition, AppDefinition]> => {
        const again = made.get(app.name);
        return again ? [[app, again]] : [];
      });
      expect(pairs).to.have.length(had.length - refused.length);
      return { refused, differing: pairs.flatMap(([app, again]) => differing(app, again)) };
    } finally {
      await other.stop();
    }
  };

  const refusedIfNew = (): string[] =>
    exported.apps.filter((app) => app.refusedIfNew.length > 0).map(({ name }) => name);

  describe('of every template', () => {
    before(async () => {
      org = await startLocalOrg({ deployTime: 0 });
      exporting = await Exporting.of(await connectTo(org));
      await setUpAllTemplates(org, exporting.connection, exporting.folder);
      exported = await exporting.export();
    });
    after(async () => {
      await rm(exporting.folder, { recursive: true });
      await org.stop();
    });

    it('are one for each', async () => {
      const templates = await readdir(join(PACKAGE_ROOT, 'templates'));
      expect(exported.apps).to.have.length(templates.length);
      expect(exported.leftOut).to.deep.equal([]);
      expect(refusedIfNew()).to.deep.equal([]);
    });

    it('are unchanged when they are taken back', async () => {
      expect(await takeAllBack()).to.deep.equal([]);
    });

    it('are the same in a fresh org', async () => {
      expect(await setUpAnew({})).to.deep.equal({ refused: [], differing: [] });
    });
  });

  describe('of the corpus', () => {
    let options: LocalOrgOptions;

    before(async () => {
      // The other one is an org's that owns a name space.
      const sets = (await readCorpus()).filter(({ name }) => name !== 'namespace-own');
      options = { policy: 'open', domain: 'corpus.example', profiles: sets.flatMap(profilesIn) };
      org = await startLocalOrg({ deployTime: 0, isAheadOfSchema: true, ...options });
      for (const set of sets) await deploySet(await connectTo(org, set.version), set);
      exporting = await Exporting.of(await connectTo(org));
      exported = await exporting.export();
      expect(exported.apps).to.have.length(sets.flatMap(({ apps }) => [...apps]).length);
    });
    after(async () => {
      await rm(exporting.folder, { recursive: true });
      await org.stop();
    });

    it('are unchanged when they are taken back', async () => {
      expect(await takeAllBack()).to.deep.equal([]);
    });

    it('are the same in a fresh org, but for those of which it was said that they cannot be new', async () => {
      const anew = await setUpAnew(options);
      expect(anew.differing).to.deep.equal([]);
      expect(anew.refused).to.have.members(refusedIfNew());
      expect(anew.refused).to.have.members(['Any_Port', 'Depot_Back', 'No_Slashes', 'With_Fragment', 'With_User']);
    });
  });
});
