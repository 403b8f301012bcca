import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { installTemplate, type InstalledTemplate } from '../../../src/operations/installTemplate.js';
import { findTemplate } from '../../../src/templates/find.js';
import { userFolder } from '../../../src/templates/places.js';
import { failureOf, recordRun } from '../../support/operations.js';

const TEXT = '# ours\ntitle: Acme\nsummary: Lets Acme in.\nlabel: Acme\n';

describe('installing a template', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'installing-'));
    await writeFile(join(folder, 'acme.yml'), TEXT);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
    await rm(userFolder(), { recursive: true, force: true });
  });

  const install = (
    name: string,
    force = false,
    approve = (): Promise<void> => Promise.resolve()
  ): Promise<InstalledTemplate> => installTemplate(recordRun(), { file: join(folder, name), force, approve });

  it('copies it to the letter, and it is found by its name', async () => {
    const { name, file } = await install('acme.yml');
    expect([name, file]).to.deep.equal(['acme', join(userFolder(), 'acme.yaml')]);
    expect(await readFile(file, 'utf8')).to.equal(TEXT);
    expect((await findTemplate('acme')).template?.title).to.equal('Acme');
  });

  it('installs nothing that nobody wanted', async () => {
    const error = await failureOf(install('acme.yml', false, () => Promise.reject(new Error('no'))));
    expect(error.message).to.equal('no');
    expect((await findTemplate('acme')).template).to.equal(undefined);
  });

  it('replaces one that is installed only where that is said', async () => {
    await install('acme.yml');
    expect((await failureOf(install('acme.yml'))).name).to.equal('FileExistsError');
    await writeFile(join(folder, 'acme.yml'), TEXT.replace('Lets', 'Let us'));
    await install('acme.yml', true);
    expect((await findTemplate('acme')).template?.summary).to.equal('Let us Acme in.');
  });

  it('refuses the name of a built-in one, what is wrong, and what leads elsewhere from there', async () => {
    await writeFile(join(folder, 'plauti.yaml'), TEXT);
    expect((await failureOf(install('plauti.yaml'))).name).to.equal('NameTakenError');
    await writeFile(join(folder, 'wrong.yaml'), 'title: Acme\n');
    expect((await failureOf(install('wrong.yaml'))).name).to.equal('InvalidInputError');
    await writeFile(join(folder, 'shop.crt'), '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    await writeFile(join(folder, 'jwt.yaml'), `${TEXT}oauth: { flows: { jwtBearer: { certificate: shop.crt } } }\n`);
    expect((await failureOf(install('jwt.yaml'))).name).to.equal('CertificatePathError');
    expect(
      (await failureOf(installTemplate(recordRun(), { file: '-', force: false, approve: () => Promise.resolve() })))
        .name
    ).to.equal('NoNameError');
  });
});
