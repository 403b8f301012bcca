import { readdir, readFile } from 'node:fs/promises';

const HAS_ENDED = '';

const read = (pid: string, file: string): Promise<string> =>
  readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => HAS_ENDED);

/** Whether this machine tells what runs on it; macOS and Windows do not. */
export const tellsProcesses = process.platform === 'linux';

/** The command lines of what runs with this folder as its home: what a command started and left behind. */
export const processesAt = async (home: string): Promise<string[]> => {
  if (!tellsProcesses) return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = pids.map(async (pid) => {
    const environment = await read(pid, 'environ');
    if (!environment.split('\0').includes(`HOME=${home}`)) return [];
    return [(await read(pid, 'cmdline')).split('\0').join(' ').trim()];
  });
  return (await Promise.all(commands)).flat();
};
