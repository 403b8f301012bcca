import JSZip from 'jszip';
import type { RecordedRequest } from './recorder.js';

const ZIP = /(<ZipFile[^>]*>)([^<]+)/i;

const openZip = (body: string): Promise<JSZip> => JSZip.loadAsync(Buffer.from(ZIP.exec(body)?.[2] ?? '', 'base64'));

/** The contents of the files in the package of a deploy request. */
export const filesIn = async (body: string): Promise<string[]> => {
  const zip = await openZip(body);
  return Promise.all(Object.values(zip.files).map((file) => file.async('string')));
};

/** The deploys among these requests that are no rehearsal, each with the names of its package's files. */
export const deploysIn = async (requests: RecordedRequest[]): Promise<string[][]> => {
  const deploys = requests.filter(
    ({ operation, body }) => operation === 'deploy' && !body.includes('<checkOnly>true</checkOnly>')
  );
  return Promise.all(
    deploys.map(async ({ body }) => {
      const names = Object.keys((await openZip(body)).files);
      return names
        .map((name) => name.split('/').at(-1) ?? name)
        .filter((name) => name !== 'package.xml' && name !== '');
    })
  );
};

/** A deploy request whose files say something else: what an org does that quietly keeps a value. */
export const replaceInPackage = async (body: string, from: RegExp, to: string): Promise<string> => {
  const zip = await openZip(body);
  for (const file of Object.values(zip.files)) {
    if (!file.dir) zip.file(file.name, (await file.async('string')).replace(from, to));
  }
  const base64 = await zip.generateAsync({ type: 'base64' });
  return body.replace(ZIP, (_whole, tag: string) => tag + base64);
};
