import type { Connection } from '@salesforce/core';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { encodeComponents, type Component } from '../../src/metadata/components.js';
import { toFiles } from '../../src/operations/files.js';
import type { LiveApp } from '../../src/org/apps.js';
import { followDeploy, startDeploy } from '../../src/org/deploy.js';
import type { EcaType } from '../../src/settings/platform.js';
import { connectTo } from './operations.js';
import { startRecorder, type Interference, type Recorder } from './recorder.js';
import { apiName } from '../../src/settings/apiNames.js';

/** The components of a plain app. */
export const shop = (name = 'Shop'): Component[] =>
  encodeComponents(
    {
      name: apiName.parse(name),
      label: name,
      oauth: { callbackUrls: [`https://${name.toLowerCase()}.example/`], scopes: ['api'] },
      policies: { permittedUsers: 'allSelfAuthorized' },
    },
    68
  ).components;

/** The same components under other names. */
export const renamed = (components: Component[], names: Partial<Record<EcaType, string>>): Component[] =>
  components.map((component) => ({ ...component, fullName: names[component.type] ?? component.fullName }));

export const membersOf = (app: LiveApp | undefined): string[] =>
  (app?.components ?? []).map(({ fullName }) => fullName);

/** Has the batch of queries ask for something else. */
export const asking =
  (from: string | RegExp, to: string): Interference =>
  ({ path, body }) =>
    path.includes('/composite/batch')
      ? {
          forward: decodeURIComponent(body)
            .replaceAll(from, to)
            .replaceAll(/(?<=q=)[^"]+/g, encodeURIComponent),
        }
      : undefined;

/** The types that a retrieve asked for whole. */
export const wholeTypes = (asked: Record<string, string[]>): string[] =>
  Object.entries(asked)
    .filter(([, members]) => members.includes('*'))
    .map(([type]) => type);

/** An org behind a recorder, in which somebody reads apps. */
export class ReadingOrg {
  private constructor(
    private readonly org: LocalOrg,
    public readonly recorder: Recorder,
    public readonly connection: Connection
  ) {}

  /** The operations that were asked for, without the looks whether they are done. */
  public get kinds(): string[] {
    return this.recorder.requests
      .map(({ operation, path }) => operation ?? path.split('?')[0].split('/').at(-1) ?? '')
      .filter((kind) => !kind.startsWith('check'));
  }

  /** What the retrieves asked for: type → members. */
  public get retrieved(): Array<Record<string, string[]>> {
    return this.recorder.requests
      .filter(({ operation }) => operation === 'retrieve')
      .map(({ body }) => {
        const types = [...body.matchAll(/<types>(.*?)<\/types>/gs)].map(([, content]): [string, string[]] => [
          /<name>(\w+)<\/name>/.exec(content)?.[1] ?? '',
          [...content.matchAll(/<members>([^<]*)<\/members>/g)].map(([, member]) => member),
        ]);
        return Object.fromEntries(types);
      });
  }

  public static async start(options: LocalOrgOptions = {}): Promise<ReadingOrg> {
    const org = await startLocalOrg({ deployTime: 0, ...options });
    const recorder = await startRecorder(org.instanceUrl);
    const connection = await connectTo({ ...org, instanceUrl: recorder.url });
    await connection.retrieveMaxApiVersion();
    return new ReadingOrg(org, recorder, connection);
  }

  /** Over another API version. */
  public connect(apiVersion: string): Promise<Connection> {
    return connectTo({ ...this.org, instanceUrl: this.recorder.url }, apiVersion);
  }

  /** Deploys components and forgets the requests so far. */
  public async deploy(components: Component[]): Promise<void> {
    const id = await startDeploy(this.connection, toFiles(components), { checkOnly: false });
    const { failures } = await followDeploy(this.connection, id, {});
    if (failures.length > 0) throw new Error(failures[0].problem);
    this.recorder.requests.length = 0;
  }

  public async stop(): Promise<void> {
    await this.recorder.stop();
    await this.org.stop();
  }
}
