import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { PACKAGE_ROOT, RealCli } from '../support/realCli.js';

const BILLING = `
label: Billing Sync
oauth:
  callbackUrls: [https://billing.example.com/oauth]
  scopes: [api]
policies:
  runAs: integration@local.org
`;

/** Plays a store for secrets: writes down its words, and what it gets on stdin. */
const stub = (file: string): string => `#!/bin/sh
printf '%s\\n' "$@" > '${file}.words'
cat > '${file}.stdin'
`;

const STORES: Array<[title: string, command: string, gets: RegExp]> = [
  ['GitHub Actions', 'gh', /^CONSUMER_KEY=\S+\nCONSUMER_SECRET=\S+\n$/],
  ['GitLab', 'glab', /^[\w.]{40,}$/],
  [
    'HashiCorp Vault',
    'vault',
    /^\{\s+"name": "Billing_Sync",\s+"consumerKey": "\S+",\s+"consumerSecret": "\S+"\s+\}\n$/,
  ],
  ['AWS Secrets Manager', 'aws', /"baseUri": "http:\S+",\s+"appId": "0xI\w+",\s+"consumerId": "\w+"/],
  ['1Password', 'op', /^\{"title":"Billing".*"id":"credential","value":"[\w.]{40,}"\}\]\}$/],
  ['Kubernetes', 'kubectl', /^CONSUMER_KEY=\S+\nCONSUMER_SECRET=\S+\n$/],
];

describe('docs/handing-over.md', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let page: string;

  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    cli = await RealCli.create();
    await cli.login(org, 'prod');
    page = await readFile(join(PACKAGE_ROOT, 'docs', 'handing-over.md'), 'utf8');
    await mkdir(join(cli.home, 'apps'));
    await writeFile(join(cli.home, 'apps', 'billing.yaml'), BILLING);
    await mkdir(join(cli.home, 'stores'));
    for (const [, command] of STORES) {
      await writeFile(join(cli.home, 'stores', command), stub(join(cli.home, command)), { mode: 0o755 });
    }
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  const commandUnder = (title: string): string => {
    const section = page.slice(page.indexOf(`\n## ${title}\n`));
    return /^ {4}(sf eca .*)$/m.exec(section)?.[1] ?? '';
  };
  const run = (command: string): ReturnType<RealCli['inShell']> =>
    cli.inShell(command, { PATH: `${join(cli.home, 'stores')}:${process.env.PATH ?? ''}` });
  const secretIn = (text: string): string => text.match(/[\w.]{40,}/g)?.at(-1) ?? 'none';

  for (const [title, command, gets] of STORES) {
    it(`${title}: what it shows hands the secret over, and not among the words of a command`, async () => {
      const shown = commandUnder(title);
      expect(shown).to.include(` ${command} `);
      const { status, stdout } = await run(shown);
      expect(status, stdout).to.equal(0);
      const [words, stdin] = await Promise.all(
        ['words', 'stdin'].map((part) => readFile(join(cli.home, `${command}.${part}`), 'utf8'))
      );
      expect(stdin).to.match(gets);
      expect(`${words}${stdout}`).not.to.include(secretIn(stdin));
    });
  }

  it('New credentials: what it shows puts a new pair into use, and ends the former one', async () => {
    const { status, stdout } = await run(commandUnder('New credentials'));
    expect(status, stdout).to.equal(0);
    expect(stdout).to.include('has a new key pair').and.include('is ended');
    const stored = await readFile(join(cli.home, 'gh.stdin'), 'utf8');
    await writeFile(join(cli.home, 'billing.env'), stored);
    const proof = commandUnder('Proving it');
    expect((await run(proof)).stdout).to.include('Billing_Sync: logging in works.');
  });
});
