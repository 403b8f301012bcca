import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { formatYaml } from '../../src/definition/document.js';
import { isEmpty, settingsGiven, valueAt, type AppDefinition } from '../../src/definition/schema.js';
import { decodeComponents, encodeComponents, type Component } from '../../src/metadata/components.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { displayApp } from '../../src/operations/readApps.js';
import type { FlagSetting } from '../../src/operations/request.js';
import type { ApiName } from '../../src/settings/apiNames.js';
import type { EcaType } from '../../src/settings/platform.js';
import type { SettingPath } from '../../src/settings/table.js';
import {
  contentsOf,
  contentsOfOrg,
  deploySet,
  nameOf,
  profilesIn,
  readCorpus,
  readIndex,
  type Contents,
} from '../support/corpus.js';
import { connectTo, create, flag, recordRun } from '../support/operations.js';

/** What local-org does not play yet. */
const NOT_DEPLOYED = new Set(['namespace-own']);

/** For each type a setting that no set has, with the element that holds it. */
const CHANGES: Record<EcaType, [path: SettingPath, element: string, value: string | number | boolean]> = {
  ExternalClientApplication: ['contactPhone', 'contactPhone', '+1 555 0100'],
  ExtlClntAppGlobalOauthSettings: ['oauth.introspectAllTokens', 'isIntrospectAllTokens', true],
  ExtlClntAppOauthSettings: ['oauth.singleLogoutUrl', 'singleLogoutUrl', 'https://corpus.example/bye'],
  ExtlClntAppOauthSecuritySettings: [
    'oauth.security.tlsClientAuthCertParamValue',
    'tlsClientAuthCertParamValue',
    'CN=new.example',
  ],
  ExtlClntAppConfigurablePolicies: ['policies.startUrl', 'startUrl', 'https://corpus.example/start'],
  ExtlClntAppOauthConfigurablePolicies: ['policies.sessionTimeoutMinutes', 'sessionTimeoutInMinutes', 45],
};

/** Lists, each with one more item for it. */
const ADDITIONS: Array<[path: SettingPath, item: unknown]> = [
  ['oauth.callbackUrls', 'https://corpus.example/new'],
  ['oauth.scopes', 'web'],
  ['oauth.trustedIpRanges', { start: '192.0.2.200', end: '192.0.2.201' }],
  ['oauth.customAttributes', { key: 'added', formula: '"1"' }],
  ['oauth.security.refreshTokenIpAllowlist', { start: '192.0.2.210', end: '192.0.2.210' }],
  ['policies.customAttributes', { key: 'added', formula: '"2"' }],
];

/** Elements that hold a list as text. */
const TEXT_LISTS = ['callbackUrl', 'commaSeparatedOauthScopes'];

const itemsOf = (element: string, contents: Contents[string]): unknown[] =>
  TEXT_LISTS.includes(element)
    ? contents.flatMap((text) => (typeof text === 'string' ? text.split(/[\s,]+/) : [])).filter((item) => item !== '')
    : contents;

const expectNothingLost = (before: Record<string, Contents>, after: Record<string, Contents>): void => {
  for (const [member, elements] of Object.entries(before))
    for (const [element, contents] of Object.entries(elements))
      expect(itemsOf(element, after[member][element]), `${member} ${element}`).to.deep.include.members(
        itemsOf(element, contents)
      );
};

const sets = await readCorpus();

describe('the corpus', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'corpus-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('has a line for every set, with the version that its files are of', async () => {
    expect(await readIndex()).to.deep.equal(new Map(sets.map(({ name, version }) => [name, version])));
    expect(sets.length).to.be.at.least(40);
  });

  for (const set of sets) {
    describe(`of ${set.name}`, () => {
      let org: LocalOrg;
      let connection: Connection;

      before(async () => {
        org = await startLocalOrg({
          deployTime: 0,
          policy: 'open',
          domain: 'corpus.example',
          profiles: profilesIn(set),
          isAheadOfSchema: set.name.startsWith('unknown-'),
        });
        connection = await connectTo(org, set.version);
      });
      after(() => org.stop());

      const display = async (name: ApiName): Promise<AppDefinition> => (await displayApp(connection, name)).definition;
      const takeBack = async (name: ApiName, flags: FlagSetting[] = []): Promise<CreatedApp> => {
        const definitionFile = join(folder, `${name}.yaml`);
        await writeFile(definitionFile, formatYaml(await display(name)));
        return create(recordRun(), connection, { definitionFile, parameters: [], flags }, { updateExisting: true });
      };

      it('is read as whole apps, which encoded anew are the same', () => {
        for (const [name, components] of set.apps) {
          expect(components.map(({ type }) => type)).to.include('ExternalClientApplication');
          const definition = decodeComponents(name, components);
          const again = decodeComponents(name, encodeComponents(definition, 68).components);
          for (const { path, setting, value } of settingsGiven(definition)) {
            const { comparable = (same: unknown): unknown => same } = setting;
            expect(comparable(valueAt(again, path)), path).to.deep.equal(comparable(value));
          }
        }
      });

      it('is deployed, displayed, taken back and changed, with nothing lost', async function () {
        if (NOT_DEPLOYED.has(set.name)) this.skip();
        await deploySet(connection, set);
        const deployed = await contentsOfOrg(connection);
        for (const [member, elements] of Object.entries(contentsOf(set.files)))
          expect(deployed[member], member).to.deep.include(elements);
        for (const [name, components] of set.apps) {
          expect(await display(name)).to.deep.include(decodeComponents(name, appOnly(components)));
          expect((await takeBack(name)).state).to.equal('unchanged');
          await changeEach(name, components);
          await addToEach(name);
        }
      });

      /** Labels, description and whatever else is the app's own. */
      const appOnly = (components: Component[]): Component[] =>
        components.filter(({ type }) => type === 'ExternalClientApplication');

      const changeEach = async (name: ApiName, components: Component[]): Promise<void> => {
        const before = await contentsOfOrg(connection);
        const changes = components.map(({ type, fullName }) => ({
          member: nameOf({ type, fullName }),
          change: CHANGES[type],
        }));
        const flags = changes.map(({ change: [path, , value] }) => flag(path, value));
        const { state, changes: made } = await takeBack(name, flags);
        expect(state).to.equal('updated');
        expect(made.map(({ setting }) => setting)).to.have.members(changes.map(({ change: [path] }) => path));
        const expected = structuredClone(before);
        for (const { member, change } of changes) expected[member][change[1]] = [String(change[2])];
        const after = await contentsOfOrg(connection);
        for (const [member, elements] of Object.entries(expected))
          expect(after[member], member).to.deep.equal(elements);
      };

      const addToEach = async (name: ApiName): Promise<void> => {
        const definition = await display(name);
        const flags = ADDITIONS.flatMap(([path, item]) => {
          const held = valueAt(definition, path);
          return Array.isArray(held) && !isEmpty(held) ? [flag(path, [...(held as unknown[]), item])] : [];
        });
        if (flags.length === 0) return;
        const before = await contentsOfOrg(connection);
        const { changes } = await takeBack(name, flags);
        expect(changes.map(({ setting }) => setting)).to.have.members(flags.map(({ path }) => path));
        expectNothingLost(before, await contentsOfOrg(connection));
      };
    });
  }
});
