import JSZip from 'jszip';
import type { DeployZip } from './queue.js';

const unzip = async (zip: Buffer): Promise<Map<string, string>> => {
  const files = new Map<string, string>();
  const { files: entries } = await JSZip.loadAsync(zip);
  for (const entry of Object.values(entries)) {
    if (!entry.dir) files.set(entry.name, await entry.async('string'));
  }
  return files;
};

/** The files of a deployed zip. A zip that cannot be read holds none, and so no package.xml. */
export const readZip = async (zip: Buffer): Promise<DeployZip> => ({
  files: await unzip(zip).catch(() => new Map<string, string>()),
  size: zip.length,
});
