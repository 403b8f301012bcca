import type { Component, ComponentStore, NewComponent } from './components.js';
import type { IdMaker } from './ids.js';
import type { OrgOptions, Quirk } from './options.js';
import type { People } from './people.js';

/** A permission set, maybe the one that stands for a profile, and an app that its users may use. */
export type EntityAccess = { id: string; parentId: string; appId: string };

/** What an org is and holds. What works on it takes the part that it needs, and not the org with all of its jobs. */
export type OrgState = {
  readonly id: string;
  readonly options: OrgOptions;
  readonly apiVersion: number;
  readonly createdDate: Date;
  readonly people: People;
  /** What has been deployed; a deploy that succeeds puts its draft here. */
  components: ComponentStore;
  /** Apps granted by themselves, and not by their policies. */
  readonly entityAccess: EntityAccess[];
  readonly newId: IdMaker;
  hasQuirk(quirk: Quirk): boolean;
  now(): Date;
  newComponent(component: NewComponent): Component;
};
