import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import type { MetadataType } from '../../src/metadata/componentTypes.js';
import type { DeployStatus } from '../../src/org/deploy.js';
import { queryRows } from '../../src/org/query.js';
import { retrieveComponents } from '../../src/org/retrieve.js';
import { quote } from '../../src/org/soql.js';
import type { XmlElements } from '../../src/settings/codecs.js';
import { oauthApp, type Variation } from './apps.js';
import type { ExchangeLog } from './exchanges.js';
import type { Making } from './making.js';
import { packDeletion } from '../../src/org/zip.js';
import { packParcel, type Parcel, type ProbeComponent } from './parcel.js';
import { deployZip } from './sending.js';

/** How long the probe waits for what may come late. */
export interface Patience {
  /** In all, ms. */
  ms: number;
  wait: (ms: number) => Promise<void>;
}

/** What became of a package. */
export interface Outcome {
  succeeded: boolean;
  /** Why not, in the org's words. */
  problems: string[];
}

export type Row = Record<string, unknown>;

/** Elements that hold nothing but a text. */
export type Texts = Partial<Record<string, string>>;

/** How often the org is looked at for what may come late, ms. */
const STEP_MS = 15_000;

const row = z.record(z.string(), z.unknown());

const textsIn = (elements: XmlElements): Texts =>
  Object.fromEntries(
    Object.entries(elements).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  );

const describeComponent = ({ type, fullName, elements }: ProbeComponent): unknown => ({ type, fullName, elements });

const toOutcome = ({ succeeded, failures, problem }: DeployStatus): Outcome => ({
  succeeded,
  problems: [
    ...failures.map((failure) => `${failure.type} ${failure.fullName}: ${failure.problem}`),
    ...(problem === undefined ? [] : [problem]),
  ],
});

/** What the org says of a refusal, in one line. */
export const wordsOf = ({ problems }: Outcome): string => problems.join('; ');

export interface BenchOptions {
  connection: Connection;
  making: Making;
  log: ExchangeLog;
  patience: Patience;
  /** Why no throw-away app may be made; undefined where it may. */
  whyNoApps: string | undefined;
  /** Called before anything is sent. @throws where the run is over */
  checkpoint: () => void;
}

/** Where facts are tried: the org, seen through what this run may do there. */
export class Bench {
  public readonly connection: Connection;
  private readonly shared = new Map<string, Promise<unknown>>();
  private apps = 0;

  public constructor(private readonly options: BenchOptions) {
    this.connection = options.connection;
  }

  public get whyNoApps(): string | undefined {
    return this.options.whyNoApps;
  }

  public get version(): string {
    return this.connection.getApiVersion();
  }

  public get patienceMs(): number {
    return this.options.patience.ms;
  }

  /** A name that no app has yet. */
  public newName(): string {
    this.apps += 1;
    return this.options.making.nameOf(`a${this.apps}`);
  }

  /** The components of a new app. */
  public variant(name: string, variation: Variation = {}): ProbeComponent[] {
    return oauthApp(name, this.mark, variation);
  }

  public get mark(): string {
    return this.options.making.mark;
  }

  /** Sends components of this run's own apps, and waits for the end. */
  public deploy(components: ProbeComponent[], more: Omit<Partial<Parcel>, 'components'> = {}): Promise<Outcome> {
    return this.send({ components, version: this.version, ...more }, false);
  }

  /** As {@link deploy}, and the org changes nothing. */
  public rehearse(components: ProbeComponent[], more: Omit<Partial<Parcel>, 'components'> = {}): Promise<Outcome> {
    return this.send({ components, version: this.version, ...more }, true);
  }

  /** Deletes one of this run's own apps. */
  public remove(app: string): Promise<Outcome> {
    const doomed: ProbeComponent = { type: 'ExternalClientApplication', fullName: app, elements: {} };
    this.options.making.claim([doomed]);
    const zip = packDeletion([doomed], this.version);
    return this.record(
      { delete: app },
      () => this.deployZip(zip, false),
      (outcome) => outcome
    );
  }

  /** A plain app with OAuth and without policies, made once. */
  public plainApp(): Promise<string> {
    const { whyNoApps } = this.options;
    if (whyNoApps !== undefined) return Promise.reject(new Error(whyNoApps));
    return this.once('plain app', async () => {
      const name = this.newName();
      const outcome = await this.deploy(this.variant(name));
      if (!outcome.succeeded) throw new Error(`The org does not take a plain app. ${wordsOf(outcome)}`);
      return name;
    });
  }

  /** Does something once, for all facts that rest on it. */
  public once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = this.shared.get(key) ?? make();
    this.shared.set(key, made);
    return made as Promise<T>;
  }

  /** The plain elements of a member: one of this run's own apps, or of the org's settings. */
  public async retrieve(type: MetadataType, fullName: string): Promise<Texts | undefined> {
    const wanted = new Map([[type, [fullName]]]);
    const found = await this.record(
      { retrieve: `${type}:${fullName}` },
      () => retrieveComponents(this.connection, wanted),
      (components) => components.map(({ elements }) => textsIn(elements))
    );
    return found.length > 0 ? textsIn(found[0].elements) : undefined;
  }

  /** @param show what of the rows is written down */
  public query(soql: string, show: (rows: Row[]) => unknown = (rows) => rows): Promise<Row[]> {
    return this.record(
      { query: soql },
      async () => {
        const rows = await queryRows(this.connection, soql, row);
        return rows.map((found) => Object.fromEntries(Object.entries(found).filter(([name]) => name !== 'attributes')));
      },
      show
    );
  }

  /** Rows of what belongs to one of this run's own apps. */
  public ofApp(app: string, object: string, columns = 'DeveloperName'): Promise<Row[]> {
    const apps = `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = ${quote(app)}`;
    return this.query(`SELECT ${columns} FROM ${object} WHERE ExternalClientApplicationId IN (${apps})`);
  }

  public record<T>(sent: unknown, call: () => Promise<T>, show: (answer: T) => unknown): Promise<T> {
    this.options.checkpoint();
    return this.options.log.record(sent, call, show);
  }

  /**
   * Looks until it is so, or the patience is at its end.
   *
   * @returns after how many ms it was so; undefined where it was not
   */
  public async until(isSo: () => Promise<boolean>): Promise<number | undefined> {
    const { ms, wait } = this.options.patience;
    for (let waited = 0; ;) {
      if (await isSo()) return waited;
      if (waited >= ms) return undefined;
      const step = Math.min(STEP_MS, ms - waited);
      await wait(step);
      waited += step;
    }
  }

  private send(parcel: Parcel, checkOnly: boolean): Promise<Outcome> {
    const { components, version, unnamed = [] } = parcel;
    this.options.making.claim([...components, ...unnamed]);
    const sent = {
      [checkOnly ? 'rehearse' : 'deploy']: components.map(describeComponent),
      version,
      ...(unnamed.length > 0 && { unnamed: unnamed.map(describeComponent) }),
    };
    return this.record(
      sent,
      () => this.deployZip(packParcel(parcel), checkOnly),
      (outcome) => outcome
    );
  }

  private async deployZip(zip: Buffer, checkOnly: boolean): Promise<Outcome> {
    return toOutcome(await this.options.making.follow(deployZip(this.connection, zip, checkOnly)));
  }
}
