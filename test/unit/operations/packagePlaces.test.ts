import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigAggregator } from '@salesforce/core';
import { expect } from 'chai';
import { findPackagePlaces } from '../../../src/operations/packagePlaces.js';

describe('where the files of a packaged app go', () => {
  let root: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'package-places-')));
  });
  afterEach(() => rm(root, { recursive: true }));

  const makeProject = async (...paths: string[]): Promise<void> => {
    const packageDirectories = paths.map((path, index) => ({ path, default: index === 0 }));
    await writeFile(join(root, 'sfdx-project.json'), JSON.stringify({ packageDirectories }));
  };
  const find = async (folder: string): Promise<Record<string, unknown>> => {
    const { packageDir, unpackagedDir, forceIgnore, lines } = await findPackagePlaces(join(root, folder));
    const [line] = lines;
    const short = (path: string | undefined): string | undefined => path?.replace(root, '').replace(/^\//, '');
    return {
      packageDir: short(packageDir),
      unpackagedDir: short(unpackagedDir),
      forceIgnore: short(forceIgnore),
      line,
    };
  };

  it('beside the package directory, in folders of the same names, with the .forceignore of the project', async () => {
    await makeProject('force-app', 'other');
    expect(await find('force-app/main/default')).to.deep.equal({
      packageDir: 'force-app',
      unpackagedDir: 'force-app-unpackaged/main/default',
      forceIgnore: '.forceignore',
      line: '/force-app/**/*.ecaGlblOauth-meta.xml',
    });
  });

  it('whatever org the CLI is set to, for none is asked', async () => {
    process.env.SF_ORG_INSTANCE_URL = 'https://salesforce.proxy.example';
    try {
      await ConfigAggregator.clearInstance();
      await makeProject('force-app');
      expect(await find('force-app')).to.include({ unpackagedDir: 'force-app-unpackaged' });
    } finally {
      delete process.env.SF_ORG_INSTANCE_URL;
      await ConfigAggregator.clearInstance();
    }
  });

  it('beside a package directory that lies deeper, too', async () => {
    await makeProject('packages/force-app');
    expect(await find('packages/force-app')).to.include({
      unpackagedDir: 'packages/force-app-unpackaged',
      line: '/packages/force-app/**/*.ecaGlblOauth-meta.xml',
    });
  });

  it('beside the outermost of package directories in each other: beside an inner one is inside an outer one', async () => {
    await makeProject('packages/inner', 'packages');
    expect(await find('packages/inner')).to.include({
      packageDir: 'packages',
      unpackagedDir: 'packages-unpackaged/inner',
    });
  });

  it('takes a folder of a like name for another one', async () => {
    await makeProject('force-app');
    expect(await find('force-app-two')).to.include({
      packageDir: 'force-app-two',
      unpackagedDir: 'force-app-two-unpackaged',
      line: '/force-app-two/**/*.ecaGlblOauth-meta.xml',
    });
  });

  it('minds the .forceignore that Salesforce reads for the package directory: the nearest', async () => {
    await makeProject('packages/force-app');
    await mkdir(join(root, 'packages', 'force-app'), { recursive: true });
    await writeFile(join(root, 'packages', '.forceignore'), '');
    await writeFile(join(root, '.forceignore'), '');
    expect(await find('packages/force-app/main')).to.include({
      forceIgnore: 'packages/.forceignore',
      line: '/force-app/**/*.ecaGlblOauth-meta.xml',
    });
    await writeFile(join(root, 'packages', 'force-app', '.forceignore'), '');
    expect(await find('packages/force-app/main')).to.include({
      forceIgnore: 'packages/force-app/.forceignore',
      line: '/**/*.ecaGlblOauth-meta.xml',
    });
  });

  it('beside the folder itself outside of a project, which has no .forceignore', async () => {
    expect(await find('out')).to.deep.equal({
      packageDir: 'out',
      unpackagedDir: 'out-unpackaged',
      forceIgnore: undefined,
      line: '/out/**/*.ecaGlblOauth-meta.xml',
    });
  });
});
