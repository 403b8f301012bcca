import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startLocalOrg, type LocalOrg } from '../local-org/index.js';
import { connectVendor } from '../test/support/connectVendor.js';
import { RealCli, type Finished, type Typed } from '../test/support/realCli.js';

/** Which org is not a sandbox. */
const PRODUCTION = 'prod';

/** Of a sandbox that was refreshed; each page refreshes one at most. */
const REFRESHED_ID = '00DRefreshed001';

/** The block that stands right behind a comment: between fences, or indented. */
const FENCED = /^\n+```\w*\n([^]*?\n)```/;
const INDENTED = /^\n+((?: {4}.*\n|\n(?= {4}))+)/;

const blockBehind = (comment: string, page: string): string => {
  const rest = page.slice(page.indexOf(comment) + comment.length);
  const [, fenced] = FENCED.exec(rest) ?? [];
  const [, indented = ''] = INDENTED.exec(rest) ?? [];
  return fenced ?? indented.replace(/^ {4}/gm, '');
};

/** What a comment of a page says, and about what; what comes on further lines is text that the page does not show. */
export const readComment = (comment: string): { what?: string; about: string; text?: string } => {
  const [, what, about = '', text] = /^<!-- (\w+): (.+?)(?: -->|\n([^]*)-->)$/.exec(comment) ?? [];
  return { what, about, text };
};

/**
 * Where the commands of a page run: in the real sf CLI, logged in to an org in memory for each alias that they name.
 *
 * What these orgs are like, and what happens outside of what the page shows, it says in comments, which no reader sees:
 * `<!-- org: open -->` (the orgs leave the controls alone; default: enforced), `<!-- logins: prod uat -->` (the CLI is
 * logged in to these as well, whether a command names them or not), `<!-- refresh: uat -->` (a new and empty org, with
 * another id, has taken the place of this one), `<!-- vendor: App_Name -->` (the vendor's system logs in through the app),
 * `<!-- run: sf … -->` (somebody ran this before), `<!-- file: name -->` (the block below is the content of this file; or
 * the further lines of the comment are).
 */
export class Scene {
  private readonly orgs = new Map<string, LocalOrg>();
  /** The org that the last command named. */
  private alias = PRODUCTION;

  private constructor(
    private readonly cli: RealCli,
    private readonly page: string,
    private readonly domain: string
  ) {}

  /** @param domain what the usernames of the production org end in; behind it, those of a sandbox have its name */
  public static async open(page: string, domain: string): Promise<Scene> {
    return new Scene(await RealCli.create(), page, domain);
  }

  /** Runs a command as somebody does in a shell; at a terminal, if something is to be typed there. */
  public async run(command: string, typed?: Typed[]): Promise<Finished> {
    await this.enter(/ --target-org ([\w-]+)(?!\S)/.exec(command)?.[1] ?? this.alias);
    const env = { ECA_SECRET_JIRA_PASSWORD: 'token-of-the-jira-admin', RUNNER_TEMP: this.cli.home, BROWSER: 'true' };
    return typed ? this.cli.atTerminal(command, typed, env) : this.cli.inShell(command, env);
  }

  /** Does what a comment of the page says. */
  public async follow(comment: string): Promise<void> {
    const { what, about, text } = readComment(comment);
    if (what === 'logins') for (const alias of about.split(' ')) await this.enter(alias);
    if (what === 'refresh') await this.refresh(about);
    if (what === 'vendor') await connectVendor(await this.enter(this.alias), about);
    if (what === 'run') await this.run(about);
    if (what === 'file') await this.write(about, text ?? blockBehind(comment, this.page));
  }

  public async close(): Promise<void> {
    await this.cli.dispose();
    await Promise.all([...this.orgs.values()].map((org) => org.stop()));
  }

  private async write(name: string, content: string): Promise<void> {
    const path = join(this.cli.home, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  private async enter(alias: string): Promise<LocalOrg> {
    this.alias = alias;
    const org = this.orgs.get(alias) ?? (await this.startOrg(alias));
    this.orgs.set(alias, org);
    return org;
  }

  private async refresh(alias: string): Promise<void> {
    await this.orgs.get(alias)?.stop();
    this.orgs.set(alias, await this.startOrg(alias, REFRESHED_ID));
  }

  private async startOrg(alias: string, orgId: string | null = null): Promise<LocalOrg> {
    const org = await startLocalOrg({
      policy: this.page.includes('<!-- org: open -->') ? 'open' : 'enforced',
      edition: alias === PRODUCTION ? 'production' : 'sandbox',
      domain: alias === PRODUCTION ? this.domain : `${this.domain}.${alias}`,
      orgId,
    });
    await this.cli.login(org, alias);
    return org;
  }
}
