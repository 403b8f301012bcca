import { ComponentStore, type Component } from './components.js';
import { createIdMaker, randomSecret, withChecksum, type IdMaker, type SecretMaker } from './ids.js';
import { DeployQueue } from '../deploy/queue.js';
import { RetrieveJobs } from '../metadata/retrieve-jobs.js';
import { seedComponents, seedPeople, type People } from './seed.js';

/** Milliseconds since the epoch; a test may stop it. */
type Clock = () => number;

export type OrgOptions = {
  /** `enforced`: an org of today, which keeps three controls switched on. `open`: one that leaves them alone. */
  policy: 'enforced' | 'open';
  edition: 'production' | 'sandbox';
  /** The newest API version that the org speaks, such as `68.0`. */
  apiVersion: string;
  /** Milliseconds from the acceptance of a deploy until it is done. */
  deployTime: number;
  clock: Clock;
  secret: SecretMaker;
};

const DEFAULT_ORG_OPTIONS: OrgOptions = {
  policy: 'enforced',
  edition: 'production',
  apiVersion: '68.0',
  deployTime: 60,
  clock: Date.now,
  secret: randomSecret,
};

/** The letters that all ids of this org share, as those of a real instance do. */
const INSTANCE = 'Lo00';

/** A Salesforce org in memory: all of its state. */
export class Org {
  public readonly options: OrgOptions;
  public readonly id = withChecksum(`00D${INSTANCE}0000LocA`);
  public readonly accessToken: string;
  public readonly newId: IdMaker = createIdMaker(INSTANCE);
  public readonly people: People;
  public readonly deploys: DeployQueue;
  public readonly retrieves = new RetrieveJobs();
  public components = new ComponentStore();
  readonly #created: Date;

  public constructor(options: Partial<OrgOptions> = {}) {
    this.options = { ...DEFAULT_ORG_OPTIONS, ...options };
    this.accessToken = `${this.id.slice(0, 15)}!${this.options.secret(48)}`;
    this.#created = this.now();
    this.people = seedPeople(this.newId, this.#created);
    this.deploys = new DeployQueue(this);
    for (const component of seedComponents()) this.components.put(this.newComponent(component));
  }

  public get apiVersion(): number {
    return Number(this.options.apiVersion);
  }

  public get createdDate(): Date {
    return this.#created;
  }

  /** Brings every job that is due to its end; an answer is given only after it. */
  public settle(): void {
    this.deploys.settle();
  }

  public now(): Date {
    return new Date(this.options.clock());
  }

  public newComponent({ keyPrefix, ...rest }: NewComponent): Component {
    const now = this.now();
    const userId = this.people.admin.Id;
    return {
      ...rest,
      id: this.newId(keyPrefix),
      createdDate: now,
      createdById: userId,
      lastModifiedDate: now,
      lastModifiedById: userId,
    };
  }
}

export type NewComponent = Pick<Component, 'type' | 'fullName' | 'fields'> & { keyPrefix: string };
