import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { toComponentSet } from '../../../src/org/package.js';

const APP = {
  path: 'externalClientApps/My_App.eca-meta.xml',
  content: '<ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>',
};

/** A project that calls such files otherwise. */
const PROJECT = {
  packageDirectories: [{ path: '.', default: true }],
  registryCustomizations: {
    types: {
      externalclientapplication: {
        id: 'externalclientapplication',
        name: 'ExternalClientApplication',
        suffix: 'other',
        directoryName: 'otherApps',
      },
    },
    suffixes: { eca: '', other: 'externalclientapplication' },
    childTypes: {},
    strictDirectoryNames: {},
  },
};

describe('a package, packed in a project', () => {
  const before = process.cwd();
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'eca-project-')));
    await writeFile(join(folder, 'sfdx-project.json'), JSON.stringify(PROJECT));
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true });
  });

  it("is the same whatever the project's registry makes of its types", () => {
    const [component] = toComponentSet([APP], '68.0').getSourceComponents();
    expect([component.type.name, component.fullName]).to.deep.equal(['ExternalClientApplication', 'My_App']);
    expect(component.type.directoryName).to.equal('externalClientApps');
  });
});
