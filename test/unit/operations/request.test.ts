import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import {
  readRequest,
  withAnswers,
  withTemplate,
  type AppInput,
  type AppRequest,
} from '../../../src/operations/request.js';
import { flag } from '../../support/operations.js';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----';

describe('readRequest', () => {
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

  const read = (input: Partial<AppInput>): Promise<AppRequest> => readRequest({ parameters: [], flags: [], ...input });

  const problemsOf = ({ problems }: AppRequest): string[] =>
    problems.map(({ where, what }) => `${where.replace(folder, '')}: ${what}`);

  it('makes nothing of nothing', async () => {
    const { template, parameters, secrets, file, flags, problems, missingParameters, isUnread } = await read({});
    expect({ template, parameters, secrets, problems, missingParameters, isUnread }).to.deep.equal({
      template: undefined,
      parameters: {},
      secrets: {},
      problems: [],
      missingParameters: [],
      isUnread: false,
    });
    expect([file.value, flags.value]).to.deep.equal([{}, {}]);
  });

  it('reads a definition file, with its certificate', async () => {
    const jwt = 'oauth: { flows: { jwtBearer: { certificate: ./server.crt } } }';
    const parts = await read({ definitionFile: await file('app.yaml', `label: Shop\n${jwt}`) });
    expect(problemsOf(parts)).to.deep.equal([]);
    expect(parts.file.value.label).to.equal('Shop');
    expect(parts.file.value.oauth?.flows?.jwtBearer?.certificate?.trim()).to.equal(PEM);
  });

  it('reads flags, and calls them by their names', async () => {
    const parts = await read({
      flags: [
        flag('label', 'Shop'),
        flag('oauth.scopes', ['api', 'nonsense']),
        flag('policies.sessionTimeoutMinutes', 0),
        flag('policies.profiles', undefined),
        flag('name', 'My Shop'),
      ],
    });
    expect(parts.flags.value).to.deep.equal({ label: 'Shop' });
    expect(parts.flags.wrong).to.have.members(['name', 'oauth.scopes', 'policies.sessionTimeoutMinutes']);
    expect(parts.problems.map(({ where }) => where)).to.have.members(['--scope', '--session-timeout', '--name']);
    expect(parts.problems.find(({ where }) => where === '--session-timeout')?.what).to.equal(
      'found 0; must be a whole number of minutes, 1 or more'
    );
  });

  it('makes an address of --allow-ip', async () => {
    const path = 'oauth.security.refreshTokenIpAllowlist';
    const parts = await read({ flags: [{ flag: 'allow-ip', path, value: ['192.0.2.0/31'] }] });
    expect(parts.flags.value).to.deep.equal({
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
      flags: [flag('contactEmail', 'nobody')],
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

  describe('from a pipe', () => {
    /** A stdin of which it is seen whether somebody read it. */
    const stdinWith = (text: string, isTTY = false): Readable & { isTTY: boolean } =>
      Object.assign(Readable.from([Buffer.from(text)]), { isTTY });

    const piped = (text: string, input: Partial<AppInput>, isTTY = false): Promise<AppRequest> =>
      readRequest({ parameters: [], flags: [], ...input }, { stdin: stdinWith(text, isTTY), environment: {} });

    it('reads a definition file, and a template', async () => {
      expect((await piped('label: Shop', { definitionFile: '-' })).file.value.label).to.equal('Shop');
      const { template } = await piped('title: T\nsummary: x\nlabel: Shop', { template: '-' });
      expect(template?.body).to.deep.equal({ label: 'Shop' });
    });

    it('tells where in there something is wrong', async () => {
      expect(problemsOf(await piped('lable: Shop', { definitionFile: '-' }))).to.deep.equal([
        'stdin:1:1 lable: is not a known setting. Did you mean label?',
      ]);
    });

    it('is not a keyboard', async () => {
      const [problem] = problemsOf(await piped('', { definitionFile: '-' }, true));
      expect(problem).to.include('stdin: ').and.to.include('a terminal');
    });

    it('holds one thing', async () => {
      const both = await piped('label: Shop', { definitionFile: '-', template: '-' });
      expect(problemsOf(both)).to.deep.equal([
        '--template -, --definition-file -: stdin is there once, so only one of these can come from it',
      ]);
      expect(both.isUnread).to.equal(true);
      const secretToo = await piped('label: Shop', {
        definitionFile: '-',
        template: 'peeklogic',
        parameters: ['parts=jira', 'jiraPassword=-'],
      });
      expect(problemsOf(secretToo)[0]).to.include('--definition-file -, --set jiraPassword=-: ');
    });

    const PASSWORD = { template: 'peeklogic', parameters: ['parts=jira', 'jiraPassword=-'] };

    it('takes a secret whole, without one line break at the end', async () => {
      for (const [text, secret] of [
        ['hush', 'hush'],
        ['hush\n', 'hush'],
        ['hush\r\n', 'hush'],
        ['hush\n\n', 'hush\n'],
        [' hush ', ' hush '],
        ['größe=1\nzwei', 'größe=1\nzwei'],
      ]) {
        expect((await piped(text, PASSWORD)).secrets, JSON.stringify(text)).to.deep.equal({ jiraPassword: secret });
      }
      expect(problemsOf(await piped('', PASSWORD)).join()).to.include('stdin was empty');
    });

    const LEFT_ALONE: Array<[string, Partial<AppInput>, boolean]> = [
      ['at a terminal', PASSWORD, true],
      ['where nothing is to come from there', { ...PASSWORD, parameters: ['parts=jira'] }, false],
      ['where the secret does not count', { ...PASSWORD, parameters: ['parts=salesforce', 'jiraPassword=-'] }, false],
      ['for a parameter that is no secret', { ...PASSWORD, parameters: ['jiraUsername=-'] }, false],
      ['without a template', { parameters: ['jiraPassword=-'] }, false],
    ];

    for (const [where, input, isTTY] of LEFT_ALONE) {
      it(`is not read for a secret ${where}`, async () => {
        const stdin = stdinWith('hush', isTTY);
        const { secrets } = await readRequest({ parameters: [], flags: [], ...input }, { stdin, environment: {} });
        expect(secrets).to.deep.equal({});
        expect(stdin.readableEnded).to.equal(false);
      });
    }
  });

  describe('with answers', () => {
    const template = 'title: T\nsummary: x\nparameters: [{ name: host, help: x, required: true }]\nlabel: Shop';

    it('has what was answered, and lacks it no longer, without reading anything again', async () => {
      const path = await file('once.yaml', template);
      const given = await read({ template: path, definitionFile: await file('once-too.yaml', 'description: x') });
      expect(given.missingParameters.map(({ name }) => name)).to.deep.equal(['host']);
      await Promise.all([rm(path), rm(join(folder, 'once-too.yaml'))]);
      const answered = withAnswers(given, { parameters: ['host=a'], flags: [flag('label', 'Mine')] });
      expect(answered).to.deep.include({ parameters: { host: 'a' }, missingParameters: [], problems: [] });
      expect([answered.flags.value, answered.file.value]).to.deep.equal([{ label: 'Mine' }, { description: 'x' }]);
      expect(answered.input.parameters).to.deep.equal(['host=a']);
    });

    it('puts the later answer over what was given', async () => {
      const given = await read({ flags: [flag('label', 'One'), flag('description', 'x')] });
      const answered = withAnswers(given, { flags: [flag('label', 'Two')] });
      expect(answered.flags.value).to.deep.equal({ label: 'Two', description: 'x' });
      expect(answered.input.flags).to.have.length(2);
    });

    it('keeps secrets out of what would be typed again', async () => {
      const given = await read({ template: 'peeklogic', parameters: ['parts=jira'] });
      const answered = withAnswers(given, { secrets: { jiraPassword: 'hush' } });
      expect(answered.secrets).to.deep.equal({ jiraPassword: 'hush' });
      expect(JSON.stringify(answered.input.parameters)).to.not.include('hush');
    });

    it('takes a template that was chosen', async () => {
      const chosen = await withTemplate(await read({}), 'sendsafely');
      expect(chosen.template?.name).to.equal('sendsafely');
      expect(chosen.input.template).to.equal('sendsafely');
    });
  });
});
