export type FieldValue = string | boolean | number | Fields | FieldValue[];

/** The contents of a component: elements by name. An element that is absent is not there at all. */
export type Fields = { readonly [element: string]: FieldValue | undefined };

type Audit = {
  createdDate: Date;
  createdById: string;
  lastModifiedDate: Date;
  lastModifiedById: string;
};

export type Component = Audit & { type: string; fullName: string; id: string; fields: Fields };

/** What the org makes a component of. */
export type NewComponent = Pick<Component, 'type' | 'fullName' | 'fields'> & { keyPrefix: string };

/** The key pair of an app: made by the org with the app's global OAuth settings. */
export type KeyPair = { id: string; key: string; secret: string };

export type StagedKeyPair = KeyPair & { state: 'staged' | 'rotated' };

export type Consumer = KeyPair & { staged?: StagedKeyPair };

const keyOf = ({ type, fullName }: Pick<Component, 'type' | 'fullName'>): string => `${type}:${fullName}`;

/** The contents without these elements. */
export const without = (fields: Fields, ...elements: string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([element]) => !elements.includes(element)));

/** The app that a component belongs to, or ''. */
export const appOf = ({ fields }: Pick<Component, 'fields'>): string =>
  typeof fields.externalClientApplication === 'string' ? fields.externalClientApplication : '';

type ByName = ReadonlyMap<string, Component>;

const byName = (a: Component, b: Component): number => a.fullName.localeCompare(b.fullName, 'en');

/**
 * What a deploy reads and writes. Components are values that are replaced, never changed, so a copy is cheap. They are
 * kept by type and by app, so that an org of thousands of apps stays quick.
 */
export class ComponentStore {
  readonly #byType = new Map<string, Map<string, Component>>();
  readonly #byApp = new Map<string, ReadonlyMap<string, Component>>();
  /** Each type's components in order, once somebody has asked for them. */
  readonly #listed = new Map<string, readonly Component[]>();
  /** By the full name of the app. */
  public readonly consumers: Map<string, Consumer>;

  public constructor(from?: ComponentStore) {
    this.consumers = new Map(from?.consumers);
    if (!from) return;
    for (const [type, components] of from.#byType) this.#byType.set(type, new Map(components));
    for (const [app, components] of from.#byApp) this.#byApp.set(app, components);
    for (const [type, components] of from.#listed) this.#listed.set(type, components);
  }

  public find(type: string, fullName: string): Component | undefined {
    return this.#ofType(type).get(fullName);
  }

  public put(component: Component): void {
    this.delete(component);
    const { type, fullName } = component;
    this.#byType.set(type, (this.#byType.get(type) ?? new Map<string, Component>()).set(fullName, component));
    const app = appOf(component);
    if (app !== '') this.#byApp.set(app, new Map(this.#byApp.get(app)).set(keyOf(component), component));
  }

  public delete(component: Component): void {
    const former = this.find(component.type, component.fullName);
    this.#listed.delete(component.type);
    this.#byType.get(component.type)?.delete(component.fullName);
    if (!former || appOf(former) === '') return;
    const left = new Map(this.#byApp.get(appOf(former)));
    left.delete(keyOf(component));
    this.#byApp.set(appOf(former), left);
  }

  public list(type: string): readonly Component[] {
    const listed = this.#listed.get(type) ?? [...this.#ofType(type).values()].sort(byName);
    this.#listed.set(type, listed);
    return listed;
  }

  /** The components that name this app as theirs. */
  public listOfApp(app: string): Component[] {
    return [...(this.#byApp.get(app)?.values() ?? [])];
  }

  #ofType(type: string): ByName {
    return this.#byType.get(type) ?? new Map<string, Component>();
  }
}
