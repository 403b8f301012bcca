import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parseDocument } from 'yaml';

const page = readFileSync(fileURLToPath(new URL('../../../../docs/fleet-ci.md', import.meta.url)), 'utf8');

const scripts = [...page.matchAll(/^<!-- file: (ci\/\S+\.sh) -->$/gm)].map(([, name]) => name);

/** The blocks of a section, by their language. */
const blocksUnder = (title: string, language: string): string[] => {
  const [section] = page.slice(page.indexOf(`\n## ${title}\n`) + 1).split(/\n(?=## )/);
  return [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , text]) => text);
};

const parse = (text: string): unknown => {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  expect(document.errors).to.deep.equal([]);
  return document.toJS();
};

/** The shell that a pipeline's steps hold, wherever in it. */
const shellIn = (value: unknown, key = ''): string[] => {
  if (typeof value === 'string') return /^(run|script|before_script|after_script)$/.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => shellIn(one, key));
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, one]) => shellIn(one, name))
    : [];
};

const inGroovy = (text: string): string[] =>
  [...text.matchAll(/\bsh[ (](?:script: )?('[^']+'|"[^"]+")/g)].map(([, quoted]) => quoted.slice(1, -1));

const SERVICES: Array<[service: string, shell: string[]]> = [
  ['GitHub Actions', blocksUnder('GitHub Actions', 'yaml').flatMap((text) => shellIn(parse(text)))],
  ['GitLab', blocksUnder('GitLab', 'yaml').flatMap((text) => shellIn(parse(text)))],
  ['Jenkins', blocksUnder('Jenkins', 'groovy').flatMap(inGroovy)],
];

describe('docs/fleet-ci.md', () => {
  it('has the scripts that its services run', () => {
    expect(scripts).to.have.lengthOf(5);
  });

  for (const [service, shell] of SERVICES) {
    it(`${service}: runs every script that the page shows, and none but those and its own installation`, () => {
      const called = shell.flatMap((text) => text.match(/\bci\/\S+\.sh\b/g) ?? []);
      expect([...new Set(called)].sort()).to.deep.equal([...scripts, 'ci/install.sh'].sort());
    });

    it(`${service}: is shell that a shell can read`, () => {
      // What the service fills in before a shell sees it.
      const filled = shell.map((text) => text.replace(/\$\{\{.*?\}\}/g, '1'));
      expect(filled).not.to.have.lengthOf(0);
      for (const text of filled) execFileSync('sh', ['-n'], { input: text, stdio: ['pipe', 'ignore', 'pipe'] });
    });
  }
});
