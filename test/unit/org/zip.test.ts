import { MetadataResolver, RegistryAccess, ZipTreeContainer } from '@salesforce/source-deploy-retrieve';
import type { JsonMap } from '@salesforce/ts-types';
import { expect } from 'chai';
import fc from 'fast-check';
import JSZip from 'jszip';
import { FILE_PLACES, type MetadataType } from '../../../src/metadata/componentTypes.js';
import { encodeComponents } from '../../../src/metadata/components.js';
import { toXml } from '../../../src/metadata/xml.js';
import { readZip, type RetrievedComponent } from '../../../src/org/zip.js';
import { wholeDefinitions } from '../../support/arbitraries.js';

const zipOf = (files: Record<string, string>, compression: 'DEFLATE' | 'STORE' = 'DEFLATE'): Promise<Buffer> => {
  const zip = new JSZip();
  for (const [path, content] of Object.entries(files)) zip.file(path, content);
  return zip.generateAsync({ type: 'nodebuffer', compression });
};

const pathOf = (type: MetadataType, fullName: string): string =>
  `${FILE_PLACES[type].folder}/${fullName}.${FILE_PLACES[type].suffix}`;

/** As Salesforce's own source-deploy-retrieve reads a zip file. */
const readWithSdr = async (zip: Buffer): Promise<unknown[]> => {
  const tree = await ZipTreeContainer.create(zip);
  const resolver = new MetadataResolver(new RegistryAccess(), tree, false);
  return Promise.all(
    resolver.getComponentsFromPath('.').map(async (component) => {
      const parsed = await component.parseXml<JsonMap>();
      const [root] = Object.values(parsed) as JsonMap[];
      const elements = Object.entries(root).filter(([name]) => !name.startsWith('@'));
      return { type: component.type.name, fullName: component.fullName, elements: Object.fromEntries(elements) };
    })
  );
};

const PACKAGE_XML = '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>68.0</version></Package>';

describe('readZip', () => {
  it('reads what SDR reads, as SDR reads it', async () => {
    const checked = fc.asyncProperty(
      fc.array(wholeDefinitions, { minLength: 1, maxLength: 3 }),
      async (definitions) => {
        const components = definitions.flatMap((definition) => encodeComponents(definition, 68).components);
        const files = components.map((component) => [pathOf(component.type, component.fullName), toXml(component)]);
        const zip = await zipOf({
          ...(Object.fromEntries(files) as Record<string, string>),
          'package.xml': PACKAGE_XML,
        });
        expect(readZip(zip)).to.have.deep.members(await readWithSdr(zip));
      }
    );
    await fc.assert(checked, { numRuns: 10 });
  });

  it('knows every type by folder and suffix, and passes over what is no component', async () => {
    const types = Object.keys(FILE_PLACES) as MetadataType[];
    const rootOf = (type: MetadataType): string => (type === 'Settings' ? 'ShopSettings' : type);
    const files = types.map((type) => [pathOf(type, 'Shop'), `<${rootOf(type)}><label>Shop</label></${rootOf(type)}>`]);
    const zip = await zipOf({
      'package.xml': PACKAGE_XML,
      'classes/Shop.cls': 'class Shop {}',
      ...(Object.fromEntries(files) as Record<string, string>),
    });
    const expected = types.map((type): RetrievedComponent => ({ type, fullName: 'Shop', elements: { label: 'Shop' } }));
    expect(readZip(zip)).to.have.deep.members(expected);
  });

  it('reads files that are stored without compression, and names with dots', async () => {
    const zip = await zipOf({ 'settings/A.b.settings': '<A.bSettings><a>é</a></A.bSettings>' }, 'STORE');
    expect(readZip(zip)).to.deep.equal([{ type: 'Settings', fullName: 'A.b', elements: { a: 'é' } }]);
  });

  for (const content of [
    '',
    '<ExternalClientApplication><label>Shop</label><contactEm',
    '<html><title>Log in</title></html>',
    '<html/>',
  ]) {
    it(`takes a file for none of its kind that is not whole: ${content}`, async () => {
      const zip = await zipOf({ [pathOf('ExternalClientApplication', 'Shop')]: content });
      expect(() => readZip(zip)).to.throw('externalClientApps/Shop.eca');
    });
  }

  it('reads a component without elements', async () => {
    const zip = await zipOf({
      [pathOf('ExternalClientApplication', 'Shop')]: '<ExternalClientApplication xmlns="x"/>\n',
    });
    expect(readZip(zip)).to.deep.equal([{ type: 'ExternalClientApplication', fullName: 'Shop', elements: {} }]);
  });

  it('finds nothing in a package without components', async () => {
    expect(readZip(await zipOf({ 'package.xml': PACKAGE_XML }))).to.deep.equal([]);
  });
});
