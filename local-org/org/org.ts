import { DeployQueue } from '../deploy/queue.js';
import { RetrieveJobs } from '../metadata/retrieve-jobs.js';
import { enforceLate } from '../rules/enforced-controls.js';
import { AuthorizationCodes } from './authorization-codes.js';
import { ComponentStore, type Component, type NewComponent } from './components.js';
import { DeviceCodes } from './device-codes.js';
import { createIdMaker, orgIdOf, type IdMaker } from './ids.js';
import { installedApp } from './installed.js';
import { DEFAULT_ORG_OPTIONS, type OrgOptions, type Quirk } from './options.js';
import type { People, User } from './people.js';
import { seedComponents, seedPeople } from './seed.js';
import { Sessions } from './sessions.js';
import { SigningKey } from './signing-key.js';
import type { EntityAccess, OrgState } from './state.js';
import { Tokens } from './tokens.js';

/** The letters that all ids of this org share, as those of a real instance do. */
const INSTANCE = 'Lo00';

const BEFORE_ENFORCEMENT = new Date('2026-06-15T12:00:00Z');

/** A Salesforce org in memory: all of its state, and the jobs and tokens that work on it. */
export class Org implements OrgState {
  public readonly options: OrgOptions;
  public readonly id: string;
  public readonly accessToken: string;
  public readonly newId: IdMaker = createIdMaker(INSTANCE);
  public readonly people: People;
  public readonly deploys: DeployQueue;
  public readonly retrieves = new RetrieveJobs();
  public readonly codes: AuthorizationCodes;
  public readonly deviceCodes: DeviceCodes;
  public readonly sessions: Sessions;
  public readonly signingKey: SigningKey;
  /** The refresh tokens that are being used right now. */
  public readonly refreshing = new Set<string>();
  public readonly tokens: Tokens;
  public readonly entityAccess: EntityAccess[] = [];
  public components = new ComponentStore();
  readonly #created: Date;

  public constructor(options: Partial<OrgOptions> = {}) {
    this.options = { ...DEFAULT_ORG_OPTIONS, ...options };
    this.id = this.options.orgId ?? orgIdOf(INSTANCE, this.options.domain);
    this.accessToken = `${this.id.slice(0, 15)}!${this.options.secret(48)}`;
    this.#created = this.now();
    this.people = seedPeople(this.newId, this.#created, this.options);
    this.deploys = new DeployQueue(this);
    this.codes = new AuthorizationCodes(this.options);
    this.deviceCodes = new DeviceCodes(this.options);
    this.sessions = new Sessions({ orgId: this.id, secret: this.options.secret });
    this.signingKey = new SigningKey(this.id);
    this.tokens = new Tokens(this);
    const seed = [
      ...seedComponents(!this.hasQuirk('no-opt-in')),
      ...this.options.installed.flatMap((app) => installedApp(app, this)),
    ];
    for (const component of seed) this.components.put(this.newComponent(component));
  }

  public get apiVersion(): number {
    return Number(this.options.apiVersion);
  }

  public get createdDate(): Date {
    return this.#created;
  }

  /** Brings every job and every token that is due to its end; an answer is given only after it. */
  public settle(): void {
    this.deploys.settle();
    enforceLate(this);
    this.tokens.settle();
  }

  /** Whose session this is; undefined where it is none. The access tokens of apps are sessions, too, and so are browsers'. */
  public userOf(sessionId: string | undefined): User | undefined {
    if (sessionId === undefined) return undefined;
    if (sessionId === this.accessToken) return this.people.admin;
    const userId = this.sessions.userIdOf(sessionId) ?? this.tokens.findByAccessToken(sessionId)?.userId;
    return this.people.users.find(({ Id }) => Id === userId);
  }

  public hasQuirk(quirk: Quirk): boolean {
    return this.options.quirks.includes(quirk);
  }

  public now(): Date {
    return new Date(this.options.clock());
  }

  /** The apps of an open org are from before the controls were enforced; only their age tells. */
  #birthOf(type: string, now: Date): Date {
    const isOld = this.options.policy === 'open' && type === 'ExternalClientApplication' && now > BEFORE_ENFORCEMENT;
    return isOld ? BEFORE_ENFORCEMENT : now;
  }

  public newComponent({ keyPrefix, ...rest }: NewComponent): Component {
    const now = this.now();
    const userId = this.people.admin.Id;
    return {
      ...rest,
      id: this.newId(keyPrefix),
      createdDate: this.#birthOf(rest.type, now),
      createdById: userId,
      lastModifiedDate: now,
      lastModifiedById: userId,
    };
  }
}
