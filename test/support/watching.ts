import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesAt } from './processes.js';

/** The command lines of everything that runs with a folder as its home, as long as it is looked at. */
export class ProcessWatch {
  readonly #seen = new Set<string>();
  readonly #watching: Promise<void>;
  #isOver = false;

  public constructor(private readonly home: string) {
    this.#watching = this.look();
  }

  public async stop(): Promise<string> {
    this.#isOver = true;
    await this.#watching;
    return [...this.#seen].join('\n');
  }

  private async look(): Promise<void> {
    while (!this.#isOver) {
      for (const command of await processesAt(this.home)) this.#seen.add(command);
      await sleep(50);
    }
  }
}

/** The files of a folder and of those in it, with what is in them. */
export const filesUnder = async (folder: string): Promise<Array<[path: string, content: string]>> => {
  const names = await readdir(folder).catch(() => []);
  const found = names.map(async (name): Promise<Array<[string, string]>> => {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (info?.isDirectory()) return filesUnder(path);
    return info?.isFile() ? [[path, await readFile(path, 'latin1').catch(() => '')]] : [];
  });
  return (await Promise.all(found)).flat();
};
