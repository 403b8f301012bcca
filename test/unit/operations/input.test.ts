import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readInput, type AppInput, type AppParts } from '../../../src/operations/input.js';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----';

describe('readInput', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'input-'));
    await writeFile(join(folder, 'server.crt'), `${PEM}\n`);
  });

  after(() => rm(folder, { recursive: true }));

  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  const read = (input: Partial<AppInput>): Promise<AppParts> => readInput({ parameters: [], flags: [], ...input });

  const problemsOf = ({ problems }: AppParts): string[] =>
    problems.map(({ where, what }) => `${where.replace(folder, '')}: ${what}`);

  it('makes nothing of nothing', async () => {
    expect(await read({})).to.deep.equal({
      template: undefined,
      parameters: {},
      secrets: {},
      unreadSecrets: [],
      file: {},
      flags: {},
      problems: [],
      wrong: [],
      wrongParameters: [],
      isUnread: false,
    });
  });

  it('reads a definition file, with its certificate', async () => {
    const jwt = 'oauth: { flows: { jwtBearer: { certificate: ./server.crt } } }';
    const parts = await read({ definitionFile: await file('app.yaml', `label: Shop\n${jwt}`) });
    expect(problemsOf(parts)).to.deep.equal([]);
    expect(parts.file.label).to.equal('Shop');
    expect(parts.file.oauth?.flows?.jwtBearer?.certificate?.trim()).to.equal(PEM);
  });

  it('reads flags, and calls them by their names', async () => {
    const parts = await read({
      flags: [
        { flag: 'label', path: 'label', value: 'Shop' },
        { flag: 'scope', path: 'oauth.scopes', value: ['api', 'nonsense'] },
        { flag: 'session-timeout', path: 'policies.sessionTimeoutMinutes', value: 0 },
        { flag: 'profile', path: 'policies.profiles', value: undefined },
        { flag: 'name', path: 'name', value: 'My Shop' },
      ],
    });
    expect(parts.flags).to.deep.equal({ label: 'Shop' });
    expect(parts.wrong).to.have.members(['name', 'oauth.scopes', 'policies.sessionTimeoutMinutes']);
    expect(parts.problems.map(({ where }) => where)).to.have.members(['--scope', '--session-timeout', '--name']);
    expect(parts.problems.find(({ where }) => where === '--session-timeout')?.what).to.equal(
      'found 0; must be a whole number of minutes, 1 or more'
    );
  });

  it('makes an address of --allow-ip', async () => {
    const path = 'oauth.security.refreshTokenIpAllowlist';
    const parts = await read({ flags: [{ flag: 'allow-ip', path, value: ['192.0.2.0/31'] }] });
    expect(parts.flags).to.deep.equal({
      oauth: { security: { refreshTokenIpAllowlist: [{ start: '192.0.2.0', end: '192.0.2.1' }] } },
    });
  });

  it('reads a template with its parameters', async () => {
    const text = 'title: T\nsummary: x\nparameters: [{ name: host, help: x }]\nlabel: Shop';
    const parts = await read({ template: await file('mine.yaml', text), parameters: ['host=a'] });
    expect(parts.template?.name).to.equal('mine');
    expect(parts.parameters).to.deep.equal({ host: 'a' });
    expect(parts.isUnread).to.equal(false);
  });

  it('collects all that is wrong, wherever it stands', async () => {
    const parts = await read({
      template: await file('t.yaml', 'title: T\nsummary: x\nparameters: [{ name: a, help: Ask., required: true }]'),
      definitionFile: await file('d.yaml', 'lable: x\noauth: { flows: { jwtBearer: { certificate: nowhere.crt } } }'),
      parameters: ['b=1'],
      flags: [{ flag: 'contact-email', path: 'contactEmail', value: 'nobody' }],
    });
    expect(problemsOf(parts)).to.deep.equal([
      '--set: the template t has no parameter b. Did you mean a?',
      '--set a: is missing. Ask.',
      '/d.yaml:2:32 oauth.flows.jwtBearer.certificate: the certificate file nowhere.crt cannot be read (ENOENT)',
      '/d.yaml:1:1 lable: is not a known setting. Did you mean label?',
      '--contact-email: found "nobody"; must be an email address, such as admin@example.com',
    ]);
  });

  it('remembers that a file or template could not be read, and does not judge parameters then', async () => {
    const noFile = await read({ definitionFile: join(folder, 'nowhere.yaml') });
    expect(problemsOf(noFile)).to.deep.equal(['/nowhere.yaml: cannot be read (ENOENT)']);
    expect(noFile.isUnread).to.equal(true);

    const brokenFile = await read({ definitionFile: await file('broken.yaml', 'a: b: c') });
    expect(brokenFile.problems.map(({ where }) => where.replace(folder, ''))).to.deep.equal(['/broken.yaml:1:4']);
    expect(brokenFile.isUnread).to.equal(true);

    const noTemplate = await read({ template: './nowhere.yaml', parameters: ['a=b', 'junk'] });
    expect(problemsOf(noTemplate)).to.deep.equal(['./nowhere.yaml: cannot be read (ENOENT)']);
    expect(noTemplate.isUnread).to.equal(true);
  });

  it('takes no parameters without a template', async () => {
    expect(problemsOf(await read({ parameters: ['a=b'] }))).to.deep.equal([
      '--set: only goes with --template: parameters belong to a template',
    ]);
  });
});
