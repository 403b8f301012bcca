import { expect } from 'chai';
import JSZip from 'jszip';
import { readPackageXml } from '../../../local-org/metadata/package-xml.js';
import { retrieve } from '../../../local-org/metadata/retrieve.js';
import type { RetrieveOutcome } from '../../../local-org/metadata/retrieve-jobs.js';
import { app, securitySettings, TestOrg, wholeApp } from './support.js';

const GLOBAL_FILE = 'extlClntAppGlobalOauthSets/Shop_glbloauth.ecaGlblOauth';

describe('local-org: retrieving', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
    test.deploy([...wholeApp(), securitySettings()]);
  });

  const ask = (types: Record<string, string[]>, version = 68): RetrieveOutcome => {
    const manifest = { version, types: Object.entries(types).map(([name, members]) => ({ name, members })) };
    return retrieve(manifest, version, test.org, true);
  };

  const filesOf = async ({ zipFile }: RetrieveOutcome): Promise<Map<string, string>> => {
    const { files } = await JSZip.loadAsync(zipFile, { base64: true, checkCRC32: true });
    const entries = Object.values(files).filter(({ dir }) => !dir);
    return new Map(await Promise.all(entries.map(async (file) => [file.name, await file.async('string')] as const)));
  };

  it('gives every component of a type for *, in a zip with a package.xml that names them', async () => {
    const files = await filesOf(ask({ ExternalClientApplication: ['*'], Settings: ['*'] }));
    expect([...files.keys()].filter((path) => !path.endsWith('/'))).to.have.members([
      'externalClientApps/Shop.eca',
      'settings/ExternalClientApp.settings',
      'package.xml',
    ]);
    expect(readPackageXml(files.get('package.xml') ?? '')).to.deep.equal({
      version: 68,
      types: [
        { name: 'ExternalClientApplication', members: ['Shop'] },
        { name: 'Settings', members: ['ExternalClientApp'] },
      ],
    });
  });

  it('says what it did not find', () => {
    const { status, messages } = ask({ ExternalClientApplication: ['Shop', 'Nobody'], NoType: ['*'] });
    expect(status).to.equal('Succeeded');
    expect(messages.map(({ problem }) => problem)).to.deep.equal([
      "Entity of type 'ExternalClientApplication' named 'Nobody' cannot be found",
      "Entity type: 'NoType' is unknown",
    ]);
  });

  it('writes all switches of the global settings, the key and no secret', async () => {
    const text = (await filesOf(ask({ ExtlClntAppGlobalOauthSettings: ['*'] }))).get(GLOBAL_FILE);
    for (const element of ['isMtlsEnabled', 'isCodeCredPostOnly', 'shouldRotateConsumerKey']) {
      expect(text).to.include(`<${element}>false</${element}>`);
    }
    expect(text).to.include('<label>Shop_glbloauth</label>');
    expect(text).to.match(/<consumerKey>3MVG9/);
    expect(text).not.to.include('<consumerSecret>');
  });

  it('leaves out what an older version does not have', async () => {
    const outcome = ask({ ExtlClntAppGlobalOauthSettings: ['*'], ExtlClntAppOauthSecuritySettings: ['*'] }, 65);
    const files = await filesOf(outcome);
    expect([...files.keys()].some((path) => path.includes('SecuritySettings'))).to.equal(false);
    expect(files.get(GLOBAL_FILE)).to.include('<isRefreshTokenRotationEnabled>');
    expect(files.get(GLOBAL_FILE)).not.to.include('isEnforceRefreshTokenTTL');
  });

  it('fails above 10,000 files', () => {
    for (let count = 0; count <= 10_000; count += 1) {
      const { type, fullName, fields } = app({}, `App${count}`);
      test.org.components.put(test.org.newComponent({ type, fullName, keyPrefix: '0xI', fields: fields as never }));
    }
    const { status, errorStatusCode } = ask({ ExternalClientApplication: ['*'] });
    expect([status, errorStatusCode]).to.deep.equal(['Failed', 'LIMIT_EXCEEDED']);
  });
});
