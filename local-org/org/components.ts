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

/** What a deploy reads and writes. Components are values that are replaced, never changed, so a copy is cheap. */
export class ComponentStore {
  readonly #components: Map<string, Component>;
  /** Keys of the components of each app, so that an org of thousands of apps stays quick. */
  readonly #keysByApp: Map<string, ReadonlySet<string>>;
  /** By the full name of the app. */
  public readonly consumers: Map<string, Consumer>;

  public constructor(from?: ComponentStore) {
    this.#components = new Map(from ? from.#components : []);
    this.#keysByApp = new Map(from ? from.#keysByApp : []);
    this.consumers = new Map(from?.consumers);
  }

  public find(type: string, fullName: string): Component | undefined {
    return this.#components.get(keyOf({ type, fullName }));
  }

  public put(component: Component): void {
    this.delete(component);
    const key = keyOf(component);
    this.#components.set(key, component);
    const app = appOf(component);
    if (app !== '') this.#keysByApp.set(app, new Set([...(this.#keysByApp.get(app) ?? []), key]));
  }

  public delete(component: Component): void {
    const key = keyOf(component);
    const former = this.#components.get(key);
    this.#components.delete(key);
    if (!former || appOf(former) === '') return;
    const keys = new Set(this.#keysByApp.get(appOf(former)));
    keys.delete(key);
    this.#keysByApp.set(appOf(former), keys);
  }

  public list(type: string): Component[] {
    return [...this.#components.values()]
      .filter((component) => component.type === type)
      .sort((a, b) => a.fullName.localeCompare(b.fullName, 'en'));
  }

  /** The components that name this app as theirs. */
  public listOfApp(app: string): Component[] {
    return [...(this.#keysByApp.get(app) ?? [])].flatMap((key) => this.#components.get(key) ?? []);
  }
}
