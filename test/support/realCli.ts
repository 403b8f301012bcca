import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/** The folder of this package: where package.json is. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const SF = join(PACKAGE_ROOT, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

/**
 * Where sf is started again and again, in the gate: most of it ends before V8 has made it faster, which takes a fifth of
 * its time, as does clearing up a memory that begins small. The bench starts sf as users do.
 */
const SHORT_LIVED = process.env.NODE_COMPILE_CACHE ? ['--no-opt', '--min-semi-space-size=16'] : [];

/** How sf starts node, and where it is. */
const SF_WORDS = ['--no-deprecation', ...SHORT_LIVED, SF];

const quote = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;

/** Makes `sf` the CLI in a shell. */
const SF_FOR_SHELL = `sf() { ${[process.execPath, ...SF_WORDS].map(quote).join(' ')} "$@"; }`;

/** How a command ended, and what it printed. */
export interface Finished {
  /** Exit code. */
  status: number | null;
  stdout: string;
  stderr: string;
}

/** What is waited for on a terminal's screen, and the keys that are pressed then, one after the other. */
export type Typed = [seen: string, ...keys: string[]];

export interface RunOptions {
  /** Added to the environment. */
  env?: Record<string, string>;
  cwd?: string;
  /** What comes on stdin; without it, stdin is empty. */
  input?: string;
  /** Called with the process once it runs, to interrupt it. */
  onStart?: (child: ChildProcess) => void;
}

/** What an org says when it starts: enough to log in. */
export interface OrgLogin {
  instanceUrl: string;
  accessToken: string;
}

/** What every sf CLI writes to a linked plugin's user about itself; no word of ours. */
const LINK_WARNING = /^.*(is a linked ESM module|auto-transpiled).*\n?/gm;

/** The real sf CLI with a home folder of its own, in which nothing but our plugin is known. */
export class RealCli {
  /** Copied for every CLI: a link is the same in all of them, and making it takes a start of sf. */
  private static linked?: Promise<RealCli>;

  private constructor(public readonly home: string) {}

  /** Makes the home folder and links this package's plugin there, as a user links it. */
  public static async create({ link = true }: { link?: boolean } = {}): Promise<RealCli> {
    const cli = await RealCli.inNewHome();
    if (link) await cp((await (RealCli.linked ??= RealCli.linkOnce())).home, cli.home, { recursive: true });
    return cli;
  }

  private static async inNewHome(): Promise<RealCli> {
    return new RealCli(await mkdtemp(join(tmpdir(), 'sf-plugin-eca-')));
  }

  private static async linkOnce(): Promise<RealCli> {
    const cli = await RealCli.inNewHome();
    process.once('exit', () => rmSync(cli.home, { recursive: true, force: true }));
    cli.expectSuccess(await cli.run(['plugins', 'link', PACKAGE_ROOT, '--no-install']));
    return cli;
  }

  /** Logs in to an org, as an alias. */
  public async login({ instanceUrl, accessToken }: OrgLogin, alias: string): Promise<void> {
    const words = ['org', 'login', 'access-token', '--instance-url', instanceUrl, '--no-prompt', '--alias', alias];
    this.expectSuccess(await this.run(words, { env: { SF_ACCESS_TOKEN: accessToken } }));
  }

  public run(words: string[], { env = {}, cwd = this.home, input, onStart }: RunOptions = {}): Promise<Finished> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...SF_WORDS, ...words], {
        cwd,
        env: { ...this.environment(), ...env },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      // A command may end without having read it.
      child.stdin.on('error', () => undefined).end(input);
      const printed = { stdout: '', stderr: '' };
      child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
      child.on('error', reject);
      child.on('close', (status) =>
        resolve({ status, stdout: printed.stdout, stderr: this.withoutLinkWarning(printed.stderr) })
      );
      onStart?.(child);
    });
  }

  /**
   * Runs a command at a terminal of its own, and types.
   *
   * @param command for a shell, with `sf` as the CLI
   * @returns with the whole of the screen's text in stdout
   */
  public atTerminal(command: string, typed: Typed[], env: Record<string, string> = {}): Promise<Finished> {
    return new Promise((resolve, reject) => {
      const there = quote(`stty cols 80; ${SF_FOR_SHELL}; ${command}`);
      const child = spawn('script', ['-qefc', `bash -c ${there}`, '/dev/null'], {
        cwd: this.home,
        env: { ...this.environment(), ...env, TERM: 'xterm' },
        stdio: ['pipe', 'pipe', 'pipe'],
        // A question that nobody foresaw would wait for its answer for ever.
        timeout: 60_000,
      });
      const left = [...typed];
      let screen = '';
      let unseen = '';
      child.stdout.on('data', (chunk: Buffer) => {
        screen += chunk.toString();
        // Prompts break their lines where the terminal ends.
        unseen += stripVTControlCharacters(chunk.toString()).replace(/\s/g, '');
        const next = left.at(0);
        if (!next || !unseen.includes(next[0].replace(/\s/g, ''))) return;
        left.shift();
        unseen = '';
        // A prompt that is on the screen listens a moment later, and so does what a key changed.
        const [, ...keys] = next;
        keys.forEach((key, index) => setTimeout(() => child.stdin.write(key), 300 * (index + 1)));
      });
      child.on('error', reject);
      child.on('close', (status) => {
        if (left.length > 0) reject(new Error(`Never seen: ${left[0][0]}\n${stripVTControlCharacters(screen)}`));
        else resolve({ status, stdout: this.withoutLinkWarning(stripVTControlCharacters(screen)), stderr: '' });
      });
    });
  }

  /** Runs a command as it is typed in a shell, with all that it prints in stdout, in the order in which it comes. */
  public async inShell(command: string, env: Record<string, string> = {}): Promise<Finished> {
    // Two pipes would bring what is on stdout and on stderr in any order; one file keeps it.
    const path = join(this.home, 'printed.txt');
    const file = await open(path, 'w');
    try {
      const status = await new Promise<number | null>((resolve, reject) => {
        spawn('bash', ['-c', `${SF_FOR_SHELL}; ${command}`], {
          cwd: this.home,
          env: { ...this.environment(), ...env },
          stdio: ['ignore', file.fd, file.fd],
        })
          .on('error', reject)
          .on('close', resolve);
      });
      return { status, stdout: this.withoutLinkWarning(await readFile(path, 'utf8')), stderr: '' };
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
  }

  /** Runs a command with --json and returns what it printed, parsed. */
  public async json<T = Record<string, unknown>>(words: string[], options?: RunOptions): Promise<JsonAnswer<T>> {
    const { status, stdout, stderr } = await this.run([...words, '--json'], options);
    try {
      return { exitCode: status, ...(JSON.parse(stdout) as Omit<JsonAnswer<T>, 'exitCode'>) };
    } catch {
      throw new Error(`No JSON on stdout of: sf ${words.join(' ')}\n${stdout}\n${stderr}`);
    }
  }

  public async dispose(): Promise<void> {
    await rm(this.home, { recursive: true, force: true, maxRetries: 3 });
  }

  public environment(): NodeJS.ProcessEnv {
    const { PATH, LANG, NODE_V8_COVERAGE, NODE_COMPILE_CACHE } = process.env;
    return {
      PATH,
      LANG,
      NODE_V8_COVERAGE,
      NODE_COMPILE_CACHE,
      HOME: this.home,
      USERPROFILE: this.home,
      SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
      SF_DISABLE_TELEMETRY: 'true',
      // Otherwise every new home has its first command start an update, which stays for minutes.
      SF_DISABLE_AUTOUPDATE: 'true',
      SF_SKIP_NEW_VERSION_CHECK: 'true',
      SF_DISABLE_LOG_FILE: 'true',
      FORCE_COLOR: '0',
    };
  }

  /** What a command printed, without what sf says of a linked plugin. */
  private withoutLinkWarning(output: string): string {
    return output.replace(LINK_WARNING, '');
  }

  private expectSuccess({ status, stdout, stderr }: Finished): void {
    if (status !== 0) throw new Error(`sf failed with ${status} in ${this.home}:\n${stdout}\n${stderr}`);
  }
}

/** An answer in sf's JSON form. */
export interface JsonAnswer<T> {
  exitCode: number | null;
  status: number;
  result: T;
  warnings: string[];
  name?: string;
  message?: string;
  actions?: string[];
  data?: unknown;
}
