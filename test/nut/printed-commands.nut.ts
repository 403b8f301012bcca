import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { RealCli, type Typed } from '../support/realCli.js';

/** What a person puts in place of what stands in angle brackets. */
const FILLED_IN: Record<string, string> = { '<address>': '52.29.100.17', '<name>': 'plauti' };

const ORG = 'admin@local.org';

const commandsIn = (text: string): string[] => text.match(/\bsf (eca|project|org) .*--.*$/gm) ?? [];

const SHOW_SECRET: Typed[] = [['on this screen?', 'y\r']];

/** A command that a user runs, and the ones that it prints: each with what is typed while it runs, and how it ends. */
interface Case {
  run: string;
  prints: Array<{ command: string; typed?: Typed[]; status?: number }>;
}

const CASES: Case[] = [
  {
    run: 'sf eca list -o org',
    prints: [
      { command: `sf eca create --target-org ${ORG}`, typed: [['What is it that connects', '\u0003']], status: 130 },
    ],
  },
  {
    run: 'sf eca create -f billing.yaml -o org',
    prints: [
      {
        command: `sf eca get-credentials --name Billing --enable-access --target-org ${ORG}`,
        typed: SHOW_SECRET,
      },
    ],
  },
  {
    run: 'sf eca create -f billing.yaml --callback-url https://other.example/cb -o org --no-prompt',
    prints: [{ command: `sf eca display --name Billing --target-org ${ORG}` }],
  },
  { run: 'sf eca display --name Biling -o org', prints: [{ command: `sf eca list --target-org ${ORG}` }] },
  {
    run: 'sf eca generate -f billing.yaml -d "my app" --name Other -o org',
    prints: [{ command: `sf project deploy start --source-dir 'my app' --target-org ${ORG}` }],
  },
  { run: 'sf eca template list', prints: [{ command: 'sf eca template display --template <name>' }] },
  {
    run: 'sf eca template create --from plauti --output-file "my own.yaml"',
    prints: [{ command: "sf eca template display --template './my own.yaml'" }],
  },
  {
    run: 'sf eca create -t sinergify --set jiraUrl=https://acme.atlassian.net -o org --no-prompt',
    prints: [
      {
        command: `sf eca get-credentials --name Sinergify_Connected_App --enable-access --target-org ${ORG}`,
        typed: SHOW_SECRET,
      },
      {
        command: `sf eca allowlist add --name Sinergify_Connected_App --allow-ip <address> --target-org ${ORG}`,
      },
      {
        command: `sf eca lock-security --name Sinergify_Connected_App --template sinergify --open --target-org ${ORG}`,
        typed: [['Type the name of the app', '\u0003']],
        status: 130,
      },
    ],
  },
];

describe('commands that commands print', () => {
  let cli: RealCli;
  let org: LocalOrg;

  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    cli = await RealCli.create();
    await cli.login(org, 'org');
    const app = 'label: Billing\noauth: { callbackUrls: [https://billing.example/cb], scopes: [api] }\n';
    await writeFile(join(cli.home, 'billing.yaml'), app);
    await mkdir(join(cli.home, 'my app'));
    const project = { packageDirectories: [{ path: 'my app', default: true }] };
    await writeFile(join(cli.home, 'sfdx-project.json'), JSON.stringify(project));
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  for (const { run, prints } of CASES) {
    it(`work as they stand there: ${run}`, async () => {
      const { stdout } = await cli.atTerminal(`stty cols 400; ${run}`, []);
      expect(commandsIn(stdout.replace(/\r/g, '')), stdout).to.deep.equal(prints.map(({ command }) => command));
      for (const { command, typed = [], status = 0 } of prints) {
        const filledIn = command.replace(/<\w+>/g, (placeholder) => FILLED_IN[placeholder]);
        const finished = await cli.atTerminal(filledIn, typed);
        expect(finished.status, `${filledIn}\n${finished.stdout}`).to.equal(status);
      }
    });
  }
});
