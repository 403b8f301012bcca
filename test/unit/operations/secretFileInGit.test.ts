import { execFile } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { makeSecretFolder, SECRET_TEXT, type SecretFolder } from '../../support/secretFiles.js';

const run = promisify(execFile);

describe('a file for a secret in a git work tree', () => {
  let secrets: SecretFolder;
  let folder: SecretFolder['folder'];
  let path: SecretFolder['path'];
  let write: SecretFolder['write'];
  let mode: SecretFolder['mode'];
  let problems: SecretFolder['problems'];

  beforeEach(async () => {
    secrets = await makeSecretFolder();
    ({ folder, path, write, mode, problems } = secrets);
  });

  afterEach(() => secrets.remove());
  const git = (...words: string[]): Promise<unknown> => run('git', words, { cwd: folder });
  const refusal = (name: string): string =>
    `--output-file: ${name} lies in a git work tree that does not ignore it, so the secret could end up in a commit: add it to .gitignore, choose another place, or use --force`;

  beforeEach(async () => {
    await git('init', '--quiet');
    await mkdir(path('deep', 'er'), { recursive: true });
  });

  it('is refused where git would see it', async () => {
    expect(await problems(path('shop.env'))).to.deep.equal([refusal('/shop.env')]);
    expect(await problems(path('deep', 'er', 'shop.json'))).to.deep.equal([refusal('/deep/er/shop.json')]);
  });

  it('is taken where git ignores it', async () => {
    await writeFile(path('.gitignore'), '*.env\n/deep/er/\n');
    expect(await problems(path('shop.env'))).to.deep.equal([]);
    expect(await problems(path('deep', '.env'))).to.deep.equal([]);
    expect(await problems(path('deep', 'er', 'shop.json'))).to.deep.equal([]);
    expect(await problems(path('shop.json'))).to.deep.equal([refusal('/shop.json')]);
  });

  it('is refused where git tracks it all the same', async () => {
    await writeFile(path('shop.env'), '');
    await git('add', 'shop.env');
    await writeFile(path('.gitignore'), '*.env\n');
    await rm(path('shop.env'));
    expect(await problems(path('shop.env'))).to.deep.equal([refusal('/shop.env')]);
  });

  it('is judged by the repository that holds it, whatever the environment and that repository say', async () => {
    const other = path('other');
    await mkdir(other);
    await run('git', ['init', '--quiet'], { cwd: other });
    await writeFile(join(other, '.gitignore'), '*\n');
    await git('config', 'core.worktree', other);
    const ran = path('ran');
    await git('config', 'core.fsmonitor', `touch ${ran}`);
    Object.assign(process.env, { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other });
    try {
      expect(await problems(path('shop.env'))).to.deep.equal([refusal('/shop.env')]);
    } finally {
      delete process.env.GIT_DIR;
      delete process.env.GIT_WORK_TREE;
    }
    expect(await readdir(folder)).not.to.include('ran');
  });

  for (const rule of ['*.env', 'shop.env']) {
    it(`never lies there in a form that git would see, by the rule ${rule}`, async () => {
      await writeFile(path('.gitignore'), `${rule}\n`);
      const seen = new Set<string>();
      const watcher = watch(folder, (_event, name) => seen.add(String(name)));
      await write('shop.env');
      await new Promise((resolve) => setTimeout(resolve, 50));
      watcher.close();
      for (const name of seen) {
        const ignored = await git('check-ignore', '--quiet', name).then(
          () => true,
          () => false
        );
        expect(ignored, name).to.equal(true);
      }
      expect(await mode(path('shop.env'))).to.equal(0o600);
    });
  }

  it('is rid of what a killed run left', async () => {
    const draft = path('.01234567-89ab-cdef-0123-456789abcdef.shop.env');
    await writeFile(draft, 'CONSUMER_SECRET=old\n');
    await utimes(draft, 0, 0);
    await writeFile(path('.gitignore'), '*.env\n');
    await write('shop.env');
    expect(await readdir(folder))
      .to.include('shop.env')
      .and.not.include('.01234567-89ab-cdef-0123-456789abcdef.shop.env');
  });

  it('runs nothing that the repository would fetch by', async () => {
    await writeFile(path('.gitignore'), '*.env\n');
    await git('add', '.gitignore');
    await git('-c', 'user.email=a@b', '-c', 'user.name=a', 'commit', '--quiet', '-m', 'x');
    const { stdout } = await run('git', ['rev-parse', 'HEAD:.gitignore'], { cwd: folder });
    await git('update-index', '--skip-worktree', '.gitignore');
    await rm(path('.gitignore'));
    await rm(path('.git', 'objects', stdout.slice(0, 2), stdout.trim().slice(2)));
    await writeFile(path('fetch.sh'), `#!/bin/sh\ntouch ${path('ran')}\nexit 1\n`, { mode: 0o755 });
    const settings = {
      'core.repositoryformatversion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.url': folder,
      'remote.origin.promisor': 'true',
      'remote.origin.uploadpack': path('fetch.sh'),
    };
    for (const [name, value] of Object.entries(settings)) await git('config', name, value);
    await problems(path('shop.env'));
    expect(await readdir(folder)).not.to.include('ran');
  });

  it('is overwritten itself where a rule names it alone: no draft that git would see', async () => {
    await writeFile(path('.gitignore'), '/shop.env\n');
    await writeFile(path('shop.env'), 'a much longer one, to be gone whole'.repeat(9), { mode: 0o644 });
    const seen = new Set<string>();
    const watcher = watch(folder, (_event, name) => seen.add(String(name)));
    await write('shop.env', SECRET_TEXT, true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    watcher.close();
    expect([...seen]).to.deep.equal(['shop.env']);
    expect(await readFile(path('shop.env'), 'utf8')).to.equal(SECRET_TEXT);
    expect(await mode(path('shop.env'))).to.equal(0o600);
  });

  it('is taken if the user insists', async () => {
    expect(await problems(path('shop.env'), true)).to.deep.equal([]);
  });

  it('is refused where the rules by which git ignores files are never read to their end', async function () {
    this.timeout(20_000);
    await run('mkfifo', [path('.gitignore')]);
    expect(await problems(path('shop.env'))).to.deep.equal([refusal('/shop.env')]);
  });
});
