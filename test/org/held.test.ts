import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { formatYaml } from '../../src/definition/document.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { displayApp } from '../../src/operations/readApps.js';
import type { FlagSetting } from '../../src/operations/request.js';
import type { Component } from '../../src/metadata/components.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import type { XmlElements } from '../../src/settings/codecs.js';
import type { EcaType } from '../../src/settings/platform.js';
import { create, failureOf, flag, recordRun } from '../support/operations.js';
import { asking, ReadingOrg, shop } from '../support/readingOrg.js';

const ANY_PORT = 'http://localhost:*/callback';
const NO_SLASHES = 'https:aws.om';
const FINE = 'https://shop.example/';
const NAME = apiNameFromUser('Shop');

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

/** The components of an app, with these elements in one of them. */
const shopWith = (type: EcaType, elements: XmlElements): Component[] =>
  shop().map((component) =>
    component.type === type ? { ...component, elements: { ...component.elements, ...elements } } : component
  );

describe('what an app holds that nobody may ask for', () => {
  let org: ReadingOrg;
  let folder: string;

  beforeEach(async () => {
    org = await ReadingOrg.start();
    await org.deploy(shopWith(GLOBAL, { callbackUrl: [ANY_PORT, FINE, NO_SLASHES].join('\n') }));
    folder = await mkdtemp(join(tmpdir(), 'held-'));
  });
  afterEach(async () => {
    await org.stop();
    await rm(folder, { recursive: true });
  });

  const displayed = async (): Promise<string> => formatYaml((await displayApp(org.connection, NAME)).definition);
  const callbacks = async (): Promise<string[]> =>
    (await displayApp(org.connection, NAME)).definition.oauth?.callbackUrls ?? [];
  const update = async (definition: string, flags: FlagSetting[] = []): Promise<CreatedApp> => {
    const definitionFile = join(folder, 'app.yaml');
    await writeFile(definitionFile, definition);
    return create(recordRun(), org.connection, { definitionFile, parameters: [], flags }, { updateExisting: true });
  };
  const refusals = async (updating: Promise<unknown>): Promise<string> => (await failureOf(updating)).message;

  it('is shown', async () => {
    expect(await callbacks()).to.deep.equal([ANY_PORT, FINE, NO_SLASHES]);
  });

  it('is taken back as it was displayed, and changes nothing', async () => {
    expect((await update(await displayed())).state).to.equal('unchanged');
  });

  it('is kept by a change of something else in the same file', async () => {
    const changed = (await displayed()).replace('label: Shop', 'label: Shop of ours');
    expect((await update(changed)).changes.map(({ setting }) => setting)).to.deep.equal(['label']);
    expect(await callbacks()).to.deep.equal([ANY_PORT, FINE, NO_SLASHES]);
  });

  it('stays beside a callback that is new and right', async () => {
    const urls = [ANY_PORT, 'https://new.example/', NO_SLASHES];
    const flags = [flag('name', 'Shop'), flag('oauth.callbackUrls', urls)];
    await create(recordRun(), org.connection, { parameters: [], flags }, { updateExisting: true });
    expect(await callbacks()).to.deep.equal(urls);
  });

  it('excuses no other value that is new', async () => {
    const changed = (await displayed()).replace(FINE, 'http://localhost:*/other').replace('label: Shop', 'label: 7');
    const message = await refusals(update(changed));
    expect(message).to.include('oauth.callbackUrls[1]').and.include('label');
    expect(message).not.to.include(ANY_PORT);
  });

  it('is refused of another app, which holds no such thing', async () => {
    const other = (await displayed()).replace('name: Shop', 'name: Other');
    expect(await refusals(update(other)))
      .to.include(ANY_PORT)
      .and.include(NO_SLASHES);
  });

  it('may be a user in a callback, which is never asked for anew, nor said again', async () => {
    const message = await refusals(update(`name: Shop\noauth: { callbackUrls: ['https://ada:hush@shop.example/'] }`));
    expect(message).to.include('user name or a password').and.not.include('hush');
    await org.deploy(shopWith(GLOBAL, { callbackUrl: 'https://ada:hush@shop.example/' }));
    expect((await update(await displayed())).state).to.equal('unchanged');
  });

  it('may be a profile that a query does not name so, which is asked for only where the app lacks it', async () => {
    await org.deploy(
      shopWith('ExtlClntAppOauthConfigurablePolicies', { commaSeparatedProfile: 'System Administrator' })
    );
    org.recorder.interfere = asking("'System Administrator'", "'Systemverwalter'");
    expect((await update(await displayed())).state).to.equal('unchanged');
    const wanted = update(await displayed(), [flag('policies.profiles', ['System Administrator', 'Systemverwaltung'])]);
    expect(await refusals(wanted))
      .to.include('Systemverwaltung')
      .and.not.include('System Administrator');
  });
});
