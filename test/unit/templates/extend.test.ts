import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findTemplate } from '../../../src/templates/find.js';
import { templateSummaries, userFolder } from '../../../src/templates/places.js';

const BASE = [
  'title: Base',
  'summary: What all of ours have.',
  'category: data',
  'source: { title: A guide, read: 2026-11-28 }',
  'verified: guide',
  'parameters:',
  '  - { name: host, help: The host. }',
  '  - { name: region, help: The region., default: eu }',
  'required: [policies.permissionSets]',
  'usedWith: [authorizationCode]',
  'after:',
  '  - step: Tell Base.',
  'label: Base',
  'oauth:',
  '  callbackUrls: ["https://${host}/cb"]',
  '  scopes: [api, refresh_token]',
  '  security: { requirePkce: true, rotateRefreshTokens: true }',
];

describe('a template that extends another', () => {
  let project: string;
  let here: string;

  const write = (name: string, lines: string[]): Promise<void> =>
    writeFile(join(project, 'eca-templates', `${name}.yaml`), lines.join('\n'));

  beforeEach(async () => {
    here = process.cwd();
    project = await mkdtemp(join(tmpdir(), 'extending-'));
    await mkdir(join(project, 'eca-templates'));
    await writeFile(join(project, 'sfdx-project.json'), '{}');
    await mkdir(join(project, 'deep', 'down'), { recursive: true });
    process.chdir(join(project, 'deep', 'down'));
    await write('base', BASE);
  });
  afterEach(async () => {
    process.chdir(here);
    await rm(project, { recursive: true });
    await rm(userFolder(), { recursive: true, force: true });
  });

  const OWN = [
    'title: Shop',
    'summary: The shop.',
    'extends: base',
    'parameters:',
    '  - { name: region, help: Ours., default: us }',
    '  - { name: shop, help: The shop., required: true }',
    'required: [policies.profiles]',
    'label: Shop ${shop}',
    'oauth:',
    '  scopes: [id]',
    '  security: { rotateRefreshTokens: false }',
  ];

  it('merges groups, replaces lists and parameters by name, and adds what must be given', async () => {
    await write('shop', OWN);
    const { template, problems } = await findTemplate('shop');
    expect(problems).to.deep.equal([]);
    expect(template).to.include({ name: 'shop', title: 'Shop', extends: 'base' });
    expect(template?.parameters.map(({ name, default: preset, help }) => [name, preset, help])).to.deep.equal([
      ['host', undefined, 'The host.'],
      ['region', 'us', 'Ours.'],
      ['shop', undefined, 'The shop.'],
    ]);
    expect(template?.required).to.deep.equal(['policies.permissionSets', 'policies.profiles']);
    expect(template?.after.map(({ step }) => step)).to.deep.equal(['Tell Base.']);
    expect(template?.body).to.deep.equal({
      label: 'Shop ${shop}',
      oauth: {
        callbackUrls: ['https://${host}/cb'],
        scopes: ['id'],
        security: { requirePkce: true, rotateRefreshTokens: false },
      },
    });
  });

  it('claims nothing of the guide that the other follows', async () => {
    await write('shop', OWN);
    const { template } = await findTemplate('shop');
    expect([template?.category, template?.source, template?.verified]).to.deep.equal([undefined, undefined, undefined]);
  });

  it('tells what is wrong where it was written', async () => {
    await write('base', [...BASE.slice(0, -2), '  scopes: [api]', '  security: { requirePkce: maybe }']);
    await write('shop', [...OWN, 'policies: { permittedUsers: nobody }']);
    const { problems } = await findTemplate('shop');
    const places = problems.map(({ where }) => where.replace(project, ''));
    expect(places).to.have.members([
      '/eca-templates/base.yaml:17:15 oauth.security.requirePkce',
      '/eca-templates/shop.yaml:12:13 policies.permittedUsers',
    ]);
  });

  it('tells where the other is not there, is no template, or leads back', async () => {
    await write('shop', ['title: S', 'summary: s', 'extends: bass']);
    const [unknown] = (await findTemplate('shop')).problems;
    expect(unknown.where).to.include('shop.yaml:3:1 extends');
    expect(unknown.what).to.include('Did you mean base?');
    await write('base', ['title: B', 'summary: b', 'extends: shop']);
    await write('shop', ['title: S', 'summary: s', 'extends: base']);
    const [circle] = (await findTemplate('shop')).problems;
    expect(circle.what).to.include('extends itself');
  });

  it('may extend one that comes with the plugin', async () => {
    await write('shop', ['title: S', 'summary: s', 'extends: sinergify', 'label: Jira of the shop']);
    const { template } = await findTemplate('shop');
    expect(template?.body).to.have.nested.property('oauth.security.requirePkce', true);
    expect(template?.body.label).to.equal('Jira of the shop');
  });

  it('does not guess which of two of the same name is meant', async () => {
    await write('plauti', ['title: Mine', 'summary: s']);
    const [{ where, what }] = (await findTemplate('plauti')).problems;
    expect([where, what]).to.deep.equal([
      '--template',
      `there are several templates plauti: the built-in one, ${join(project, 'eca-templates', 'plauti.yaml')}. Give the path of the one that you mean`,
    ]);
  });

  it('means the same in every folder where the user has installed it', async () => {
    await mkdir(userFolder(), { recursive: true });
    await writeFile(join(userFolder(), 'mine.yaml'), 'title: M\nsummary: s\nextends: base\n');
    const [{ what }] = (await findTemplate('mine')).problems;
    expect(what).to.include('There is no template base');
  });

  it('comes from no folder above the project, and from none but this one where there is no project', async () => {
    const inner = join(project, 'inner');
    await mkdir(join(inner, '.git'), { recursive: true });
    process.chdir(inner);
    expect((await findTemplate('base')).template).to.equal(undefined);
    await rm(join(project, 'sfdx-project.json'));
    process.chdir(join(project, 'deep', 'down'));
    expect((await findTemplate('base')).template).to.equal(undefined);
    process.chdir(project);
    expect((await findTemplate('base')).template?.title).to.equal('Base');
  });

  it('is listed whatever stands in it', async () => {
    await write('dated', ['title: Dated', 'summary: s', 'source: { title: Our wiki }']);
    await write('odd', ['title: Odd', 'parameters: [{ name: { toString: 1 } }, 7, null]']);
    await write('list', ['- 1']);
    await mkdir(join(project, 'eca-templates', 'folder.yaml'));
    const own = (await templateSummaries()).filter(({ origin }) => origin === 'project');
    expect(own.map(({ name, source, parameters }) => [name, source, parameters.length])).to.deep.equal([
      ['base', { title: 'A guide', read: '2026-11-28', describes: 'externalClientApp' }, 2],
      ['dated', null, 0],
      ['list', null, 0],
      ['odd', null, 0],
    ]);
  });

  it('does not lose what is no list of parameters', async () => {
    await write('shop', ['title: S', 'summary: s', 'extends: base', 'parameters: { host: x }']);
    expect((await findTemplate('shop')).problems.map(({ where }) => where).join()).to.include('parameters');
  });

  it('lists those of the project and of the user, also one that nobody can read', async () => {
    await mkdir(userFolder(), { recursive: true });
    await writeFile(join(userFolder(), 'mine.yaml'), 'title: Mine\nsummary: s\ncategory: data\n');
    await write('broken', ['title: [']);
    const own = (await templateSummaries()).filter(({ origin }) => origin !== 'builtIn');
    expect(own.map(({ name, origin, title }) => [name, origin, title])).to.deep.equal([
      ['base', 'project', 'Base'],
      ['broken', 'project', 'broken'],
      ['mine', 'user', 'Mine'],
    ]);
  });
});
