import { execFile } from 'node:child_process';
import { mkdir, open, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import sinon from 'sinon';
import { makeSecretFolder, SECRET_TEXT, type SecretFolder } from '../../support/secretFiles.js';
import { withFailing } from '../../support/failingFiles.js';
import { failureOf } from '../../support/operations.js';

const run = promisify(execFile);

describe('a file for a secret', () => {
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
  describe('is written', () => {
    it('as it is given', async () => {
      await write('shop.json');
      expect(await readFile(path('shop.json'), 'utf8')).to.equal(SECRET_TEXT);
    });

    it('so that only its owner can read it, and nothing lies beside it', async () => {
      const umask = process.umask(0);
      try {
        await write('shop.json');
      } finally {
        process.umask(umask);
      }
      expect(await mode(path('shop.json'))).to.equal(0o600);
      expect(await readdir(folder)).to.deep.equal(['shop.json']);
    });

    it('over one that others could read, and closes it', async () => {
      await writeFile(path('shop.json'), 'a much longer content than the secret has, to be gone whole'.repeat(9));
      await write('shop.json', 'x', true);
      expect(await readFile(path('shop.json'), 'utf8')).to.equal('x');
      expect(await mode(path('shop.json'))).to.equal(0o600);
    });

    it('behind a link, which stays one', async () => {
      await writeFile(path('real.env'), 'old');
      await symlink(path('real.env'), path('shop.env'));
      await write('shop.env', SECRET_TEXT, true);
      expect(await readFile(path('real.env'), 'utf8')).to.equal(SECRET_TEXT);
      expect(await mode(path('real.env'))).to.equal(0o600);
    });

    it('whatever lies beside it that looks like a draft', async () => {
      await symlink(path('nowhere'), path('.01234567-89ab-cdef-0123-456789abcdef.shop.env'));
      await write('shop.env');
      expect(await readFile(path('shop.env'), 'utf8')).to.equal(SECRET_TEXT);
    });

    it('over no file that came about meanwhile', async () => {
      await writeFile(path('shop.json'), 'mine');
      const error = await write('shop.json').catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Error);
      expect(await readFile(path('shop.json'), 'utf8')).to.equal('mine');
      expect(await readdir(folder)).to.deep.equal(['shop.json']);
    });

    it('whole or not at all: where it cannot be, no draft is left', async () => {
      await mkdir(path('shop.json'));
      const error = await write('shop.json').catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Error);
      expect(await readdir(folder)).to.deep.equal(['shop.json']);
    });
  });

  for (const code of ['EPERM', 'ENOTSUP', 'EOPNOTSUPP']) {
    describe(`where a file system has no links (${code})`, () => {
      const withoutLinks = <T>(work: () => Promise<T>): Promise<T> => withFailing('link', () => code, work);

      it('is written all the same, for its owner alone', async () => {
        await withoutLinks(() => write('shop.env'));
        expect(await readFile(path('shop.env'), 'utf8')).to.equal(SECRET_TEXT);
        expect(await mode(path('shop.env'))).to.equal(0o600);
        expect(await readdir(folder)).to.deep.equal(['shop.env']);
      });

      it('is written over no file that came about meanwhile', async () => {
        await writeFile(path('shop.env'), 'mine');
        expect(await withoutLinks(() => failureOf(write('shop.env')))).to.include({ code: 'EEXIST' });
        expect(await readFile(path('shop.env'), 'utf8')).to.equal('mine');
        expect(await readdir(folder)).to.deep.equal(['shop.env']);
      });

      it('is written by one of two runs at once, and whole', async () => {
        const both = await withoutLinks(() => Promise.allSettled([write('shop.env', 'x'), write('shop.env', 'y')]));
        expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
        const written = both[0].status === 'fulfilled' ? 'x' : 'y';
        expect(await readFile(path('shop.env'), 'utf8')).to.equal(written);
      });

      it('leaves no empty file where it cannot be put in its place', async () => {
        const written = withoutLinks(() =>
          withFailing(
            'rename',
            () => 'EIO',
            () => failureOf(write('shop.env'))
          )
        );
        expect(await written).to.include({ code: 'EIO' });
        expect(await readdir(folder)).to.deep.equal([]);
      });
    });
  }

  it('is no half file where the one that git ignores has to be written itself, and the disk is full', async () => {
    await run('git', ['init', '--quiet'], { cwd: folder });
    await writeFile(path('.gitignore'), 'shop.env\n');
    const handle = await open(path('.gitignore'));
    const sync = sinon.stub(Object.getPrototypeOf(handle) as typeof handle, 'sync').rejects(new Error('ENOSPC'));
    await handle.close();
    try {
      expect(await failureOf(write('shop.env'))).to.include({ message: 'ENOSPC' });
    } finally {
      sync.restore();
    }
    expect(await readdir(folder)).not.to.include('shop.env');
  });

  it('is as it was where one that exists has to be written itself, and the disk is full', async () => {
    await run('git', ['init', '--quiet'], { cwd: folder });
    await writeFile(path('.gitignore'), 'shop.env\n');
    await writeFile(path('shop.env'), 'the former one');
    const handle = await open(path('.gitignore'));
    const sync = sinon.stub(Object.getPrototypeOf(handle) as typeof handle, 'sync').rejects(new Error('ENOSPC'));
    await handle.close();
    try {
      expect(await failureOf(write('shop.env', SECRET_TEXT, true))).to.include({ message: 'ENOSPC' });
    } finally {
      sync.restore();
    }
    expect(await readFile(path('shop.env'), 'utf8')).to.equal('the former one');
  });

  describe('may be', () => {
    for (const name of ['shop.json', 'shop.env', '.env']) {
      it(`called ${name}`, async () => {
        expect(await problems(path(name))).to.deep.equal([]);
      });
    }

    it('only in a folder that exists', async () => {
      expect(await problems(path('nowhere', 'shop.env'))).to.deep.equal([
        '--output-file: the folder of /nowhere/shop.env does not exist',
      ]);
      expect(await problems(path('nowhere', 'shop.env'), true)).to.have.lengthOf(1);
    });

    it('one that exists only if the user insists', async () => {
      await writeFile(path('shop.env'), '');
      expect(await problems(path('shop.env'))).to.deep.equal([
        '--output-file: /shop.env exists already (--force overwrites it)',
      ]);
      expect(await problems(path('shop.env'), true)).to.deep.equal([]);
    });

    it('no link that leads nowhere', async () => {
      await symlink(path('nowhere'), path('shop.env'));
      expect((await problems(path('shop.env')))[0]).to.include('exists already');
    });

    it('no folder, device or pipe, whoever insists', async () => {
      await mkdir(path('shop.env'));
      expect(await problems(path('shop.env'), true)).to.deep.equal([
        '--output-file: /shop.env is there, and no file: a folder, a device or a pipe',
      ]);
      expect(await problems('/dev/null', true)).to.have.lengthOf(1);
    });

    it('checked without anything being written', async () => {
      await problems(path('shop.env'));
      expect(await readdir(folder)).to.deep.equal([]);
    });
  });
});
