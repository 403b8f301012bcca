import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { XMLParser } from 'fast-xml-parser';
import { appComponents, type Components, type Expected } from './expected.js';
import type { RealCli } from './realCli.js';

/** The types of an app, and what stands behind the app's name in the names of components that were sent. */
const MEMBER_SUFFIXES: Record<string, string> = {
  ExternalClientApplication: '',
  ExtlClntAppGlobalOauthSettings: '_glbloauth',
  ExtlClntAppOauthSettings: '_oauth',
  ExtlClntAppOauthSecuritySettings: '_oauthSecurity',
  ExtlClntAppConfigurablePolicies: '_plcy',
  ExtlClntAppOauthConfigurablePolicies: '_oauthPlcy',
};

/** The same, of policies for which nobody asked: the org makes them. */
const ORG_MADE_POLICIES = '_oauth_defaultPolicy';

/** The types of what may stand beside an app. */
const BESIDE_TYPES = ['AuthProvider', 'NamedCredential'];

const parser = new XMLParser({ parseTagValue: false, isArray: (tag) => tag === 'tokenIpRanges' });

/** What `sf project retrieve start` finds in an org. */
export interface Retrieved {
  /** App → type → elements. */
  apps: Record<string, Components>;
  /** Type and name → elements, of what stands beside apps. */
  beside: Components;
}

/** Retrieves every app of an org, and what stands beside apps, as a user of the real sf CLI does. */
export const retrieveAll = async (cli: RealCli, alias: string): Promise<Retrieved> => {
  const found: Retrieved = { apps: {}, beside: {} };
  const project = join(cli.home, 'project');
  await mkdir(join(project, 'force-app'), { recursive: true });
  const config = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '68.0' };
  await writeFile(join(project, 'sfdx-project.json'), JSON.stringify(config));
  const types = [...Object.keys(MEMBER_SUFFIXES), ...BESIDE_TYPES];
  const words = ['project', 'retrieve', 'start', '--target-org', alias, ...types.flatMap((type) => ['-m', type])];
  expect((await cli.json(words, { cwd: project })).exitCode).to.equal(0);
  const folder = join(project, 'force-app', 'main', 'default');
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.xml')) continue;
    const content = parser.parse(await readFile(join(folder, file), 'utf8')) as Components;
    const type = Object.keys(content).find((key) => types.includes(key)) ?? file;
    const [member] = basename(file).split('.');
    if (BESIDE_TYPES.includes(type)) {
      found.beside[`${type} ${member}`] = content[type];
      continue;
    }
    const { externalClientApplication: app = member } = content[type] as { externalClientApplication?: string };
    const madeByOrg = type.endsWith('Policies') ? [`${app}_oauth_defaultPolicy`] : [];
    expect(member).to.be.oneOf([`${app}${MEMBER_SUFFIXES[type]}`, ...madeByOrg]);
    found.apps[app] = { ...found.apps[app], [type]: content[type] };
  }
  return found;
};

/** What the org itself writes into a component: other in every org, and never asked for. */
const orgMade = (app: string, orgId: string): Record<string, Record<string, RegExp>> => ({
  ExternalClientApplication: { orgScopedExternalApp: new RegExp(`^${orgId}:${app}$`) },
  ExtlClntAppGlobalOauthSettings: { consumerKey: /^3MVG9[\w.]+$/ },
  ExtlClntAppOauthSettings: { oauthLink: new RegExp(`^${orgId}:888\\w+$`) },
});

/** Every component and every element of an app is expected, and every expected one is there. */
export const expectApp = ({ apps }: Retrieved, expected: Expected, defaults: Components, orgId: string): void => {
  const { app } = expected;
  const components = Object.entries(appComponents(expected, defaults));
  const arePoliciesAsked = Object.keys(expected.guide).some((type) => type.endsWith('Policies'));
  expect(Object.keys(apps[app] ?? {})).to.have.members(components.map(([type]) => type));
  for (const [type, asked] of components) {
    const elements = { ...apps[app][type] };
    for (const [element, form] of Object.entries(orgMade(app, orgId)[type] ?? {})) {
      expect(elements[element], `${type} ${element}`).to.match(form);
      Reflect.deleteProperty(elements, element);
    }
    const isOrgMade = type.endsWith('Policies') && !arePoliciesAsked;
    const suffix = isOrgMade ? ORG_MADE_POLICIES : MEMBER_SUFFIXES[type];
    const reference = { externalClientApplication: app, label: `${app}${suffix}` };
    const whole = { ...(type === 'ExternalClientApplication' ? {} : reference), ...asked };
    expect(elements, type).to.deep.equal(whole);
  }
};
