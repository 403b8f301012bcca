import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { expiryOf, loadCertificate } from '../../../src/definition/certificates.js';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n';

const withCertificate = (certificate: unknown): Record<string, unknown> => ({
  oauth: { flows: { jwtBearer: { certificate } } },
});

describe('the certificate in a definition file', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    file = join(folder, 'app.yaml');
    await writeFile(join(folder, 'server.crt'), PEM);
    await writeFile(join(folder, 'server.key'), '-----BEGIN PRIVATE KEY-----\nMIIE\n');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const load = async (certificate: unknown): Promise<{ raw: Record<string, unknown>; problems: unknown[] }> => {
    const raw = withCertificate(certificate);
    return { raw, problems: await loadCertificate(raw, file, (path) => path.join('.')) };
  };

  it('is read from a path seen from the folder of the file', async () => {
    expect(await load('./server.crt')).to.deep.equal({ raw: withCertificate(PEM), problems: [] });
  });

  it('is read from an absolute path', async () => {
    expect((await load(join(folder, 'server.crt'))).raw).to.deep.equal(withCertificate(PEM));
  });

  it('is taken as it is where it is PEM text', async () => {
    expect(await load(PEM)).to.deep.equal({ raw: withCertificate(PEM), problems: [] });
  });

  it('is taken as it is where a blank line stands before it', async () => {
    expect(await load(`\n${PEM}`)).to.deep.equal({ raw: withCertificate(PEM), problems: [] });
  });

  it('may come from Windows, whose line ends it does not keep', async () => {
    const fromWindows = PEM.replaceAll('\n', '\r\n');
    expect((await load(fromWindows)).raw).to.deep.equal(withCertificate(PEM));
    await writeFile(join(folder, 'windows.crt'), fromWindows);
    expect((await load('windows.crt')).raw).to.deep.equal(withCertificate(PEM));
  });

  it('may be several, of which all are kept, and nothing of a key between them', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n';
    expect((await load(`${PEM}${key}${PEM}`)).raw).to.deep.equal(withCertificate(`${PEM}${PEM}`));
  });

  it('is left to the schema where it is no text', async () => {
    expect(await load(7)).to.deep.equal({ raw: withCertificate(7), problems: [] });
    const raw = { label: 'Shop' };
    expect(await loadCertificate(raw, file, String)).to.deep.equal([]);
    expect(raw).to.deep.equal({ label: 'Shop' });
  });

  it('is a problem, with its path and place, where there is no such file', async () => {
    expect((await load('./nowhere.crt')).problems).to.deep.equal([
      {
        where: 'oauth.flows.jwtBearer.certificate',
        what: 'the certificate file ./nowhere.crt cannot be read (ENOENT)',
      },
    ]);
  });

  it('is a problem where the file holds a private key, which is not kept', async () => {
    const { problems } = await load('./server.key');
    expect(problems).to.have.lengthOf(1);
    expect(JSON.stringify(problems)).to.contain('starts with -----BEGIN CERTIFICATE-----').and.not.to.contain('MIIE');
  });
});

describe('when a certificate runs out', () => {
  it('is not known of what is none', () => {
    expect(expiryOf(PEM)).to.equal(undefined);
  });
});
