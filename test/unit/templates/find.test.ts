import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SfError } from '@salesforce/core';
import { expect } from 'chai';
import { builtInTemplates, templateSummaries } from '../../../src/templates/places.js';
import { findTemplate, getTemplate } from '../../../src/templates/find.js';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('finding a template', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'templates-'));
    await writeFile(join(folder, 'mine.yaml'), 'title: Mine\nsummary: x\n');
    await writeFile(join(folder, 'wrong.yaml'), 'title: Mine\n');
  });

  after(() => rm(folder, { recursive: true }));

  it('goes by the name of a built-in one', async () => {
    const { template } = await findTemplate('sendsafely');
    expect(template).to.include({ name: 'sendsafely', title: 'SendSafely Dropzone Connector' });
    expect(template?.locate([])).to.equal('sendsafely.yaml');
  });

  it('goes by path', async () => {
    expect((await findTemplate(join(folder, 'mine.yaml'))).template).to.include({ name: 'mine', title: 'Mine' });
  });

  it('suggests the built-in one that was probably meant', async () => {
    const known =
      'Those that there are: sf eca template list. One of your own is named by its path, such as ./mine.yaml';
    expect((await findTemplate('sendsafly')).problems).to.deep.equal([
      { where: '--template', what: `There is no template sendsafly. Did you mean sendsafely? ${known}` },
    ]);
    expect((await findTemplate('qqqqqqqqqqqq')).problems).to.deep.equal([
      { where: '--template', what: `There is no template qqqqqqqqqqqq. ${known}` },
    ]);
  });

  it('does not take a name for a file of the built-in folder', async () => {
    for (const file of ['sendsafely.yaml', 'sendsafely.yml', 'sendsafely.JSON'])
      expect((await findTemplate(file)).problems).to.deep.equal([{ where: file, what: 'cannot be read (ENOENT)' }]);
    const [{ where }] = (await findTemplate('sendsafely.yaml.old')).problems;
    expect(where).to.equal('--template');
  });

  it('says what is wrong with a file', async () => {
    const wrong = join(folder, 'wrong.yaml');
    expect((await findTemplate(wrong)).problems).to.deep.equal([
      { where: `${wrong} summary`, what: 'is missing; must be text' },
    ]);
    expect((await findTemplate(folder)).problems).to.deep.equal([{ where: folder, what: 'cannot be read (EISDIR)' }]);
  });

  it('tells of a certificate that is not there, and puts one that is in the place of its path', async () => {
    const text = 'title: Mine\nsummary: x\noauth: { flows: { jwtBearer: { certificate: server.crt } } }';
    const path = join(folder, 'jwt.yaml');
    await writeFile(path, text);
    expect((await findTemplate(path)).problems).to.deep.equal([
      {
        where: `${path}:3:32 oauth.flows.jwtBearer.certificate`,
        what: 'the certificate file server.crt cannot be read (ENOENT)',
      },
    ]);
    await writeFile(join(folder, 'server.crt'), PEM);
    const { template } = await findTemplate(path);
    expect(template?.body).to.deep.equal({ oauth: { flows: { jwtBearer: { certificate: PEM } } } });
  });

  describe('that lies in no folder', () => {
    const RELATIVE = 'title: Mine\nsummary: x\noauth: { flows: { jwtBearer: { certificate: nowhere.crt } } }';
    let here: string;
    before(() => {
      here = process.cwd();
      process.chdir(folder);
    });
    after(() => process.chdir(here));

    for (const [path, name, shown] of [
      ['-', 'stdin', 'stdin'],
      ['/dev/fd/63', 'pipe', '/dev/fd/63'],
      ['/dev/stdin', 'pipe', '/dev/stdin'],
      ['/proc/self/fd/11', 'pipe', '/proc/self/fd/11'],
    ]) {
      const read = (text: string): { reading: ReturnType<typeof findTemplate>; files: string[] } => {
        const files: string[] = [];
        const readText = async (file: string): Promise<string> => {
          files.push(file);
          return file === path ? text : readFile(file, 'utf8');
        };
        return { reading: findTemplate(path, readText), files };
      };

      it(`is read once: ${path}`, async () => {
        const { reading, files } = read('title: Mine\nsummary: x');
        expect((await reading).template).to.include({ name, title: 'Mine' });
        expect(files).to.deep.equal([path]);
      });

      it(`is told of by its name: ${path}`, async () => {
        const { problems } = await read('title: Mine\nsummary: ${x}').reading;
        expect(problems.map(({ where }) => where)).to.deep.equal([`${shown}:2:1 summary`]);
      });

      it(`has its certificate in the current folder: ${path}`, async () => {
        const { problems } = await read(RELATIVE).reading;
        expect(problems.map(({ what }) => what)).to.deep.equal([
          'the certificate file nowhere.crt cannot be read (ENOENT)',
        ]);
        await writeFile(join(folder, 'here.crt'), PEM);
        const { template } = await read(RELATIVE.replace('nowhere', 'here')).reading;
        expect(template?.body).to.have.nested.property('oauth.flows.jwtBearer.certificate', PEM);
      });
    }
  });

  it('throws, where a template is needed', async () => {
    const error = await getTemplate('./nowhere.yaml').catch((thrown: unknown) => thrown as SfError);
    expect(error).to.include({ name: 'InvalidInputError', message: './nowhere.yaml: cannot be read (ENOENT)' });
    expect(await getTemplate('sendsafely')).to.include({ name: 'sendsafely' });
  });

  it('gives every built-in one, without a problem', async () => {
    const summaries = await templateSummaries();
    expect(summaries.map(({ name }) => name)).to.deep.equal((await builtInTemplates()).map(({ name }) => name));
    // What the list shows is what the whole template, read and checked, says.
    for (const { name, title, summary, parameters } of summaries) {
      const whole = await getTemplate(name);
      const asked = whole.parameters.map((parameter) => ({ name: parameter.name, required: parameter.required }));
      expect({ title, summary, parameters }).to.deep.equal({
        title: whole.title,
        summary: whole.summary,
        parameters: asked,
      });
    }
  });
});
