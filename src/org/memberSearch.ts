import { groupByApp, memberKey, type Component } from '../metadata/components.js';
import { globalNames } from '../metadata/memberNames.js';
import { asOwn, isSameName, partsOf, withNamespace, type ApiName } from '../settings/apiNames.js';
import type { EcaType } from '../settings/platform.js';
import type { AppMembers } from './members.js';
import { appMeant, type NamedRecord } from './namespaces.js';

const APP = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const OAUTH = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppConfigurablePolicies';
const OAUTH_POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

/** Member names of apps by type, or `*` for all. */
export type Members = ReadonlyMap<EcaType, string[] | '*'>;

/** What has been retrieved so far, and what for. */
export class Findings {
  private readonly asked = new Map<EcaType, string[] | '*'>();
  private readonly byKey = new Map<string, Component>();

  public get components(): Component[] {
    return [...this.byKey.values()];
  }

  public add(asked: Members, found: Component[]): void {
    for (const [type, names] of asked) {
      const before = this.asked.get(type) ?? [];
      this.asked.set(type, names === '*' || before === '*' ? '*' : [...before, ...names]);
    }
    for (const component of found) this.byKey.set(memberKey(component), component);
  }

  public isWhole(type: EcaType): boolean {
    return this.asked.get(type) === '*';
  }

  public wasAsked(type: EcaType, name?: string): boolean {
    const names = this.asked.get(type) ?? [];
    return name === undefined ? names.length > 0 : names.includes(name);
  }

  /** The app's name as its components have it, and those components. */
  public of({ app, name, own }: AppMembers): [ApiName, Component[]] | undefined {
    const found = [...groupByApp(this.components, own)].map(([called, components]) => ({ name: called, components }));
    const wanted = typeof app === 'string' ? name : app.name;
    // An app of which the org said the whole name is no other one.
    const isSure = typeof app !== 'string' && app.isWholeName;
    const meant = isSure ? found.find((one) => isSameName(asOwn(one.name, own), wanted)) : appMeant(wanted, found, own);
    return meant && [meant.name, meant.components];
  }
}

const hasName = (name: string): ((component: Component) => boolean) => {
  const wanted = name.toLowerCase();
  return ({ fullName }) => fullName.toLowerCase() === wanted;
};

/** What is known so far: what the queries told, what was retrieved, and what of it is the app's. */
interface Known {
  app: NamedRecord;
  names: AppMembers['names'];
  findings: Findings;
  own: Component[];
}

/**
 * How a member of the app may be called: queries tell names without the name space of the package that the member came
 * with, and what the org has made or changed itself has none. See docs/platform.md#name-spaces
 */
const spellingsOf = (name: string, { name: app }: NamedRecord): string[] => {
  const { namespace } = partsOf(app);
  return namespace === null ? [name] : [...new Set([name, withNamespace(namespace, partsOf(name).bare)])];
};

const isThere = ({ own }: Known, type: EcaType): boolean => own.some((component) => component.type === type);

/** No query shows global settings: they are looked for where orgs have them, and else among all. */
const nextGlobal = (known: Known): string[] | '*' => {
  const { app, names, findings } = known;
  if (!findings.wasAsked(GLOBAL)) {
    return globalNames(partsOf(app.name).bare, names.get(OAUTH)).flatMap((name) => spellingsOf(name, app));
  }
  return isThere(known, OAUTH) && !isThere(known, GLOBAL) ? '*' : [];
};

/**
 * Whether the queries show the user less than there is, so that none of a type may mean some: every app has policies,
 * and OAuth settings, global ones and OAuth policies come together (docs/platform.md#policies).
 */
const isHiding = (known: Known): boolean => {
  const isNone = (type: EcaType): boolean => known.names.get(type)?.length === 0;
  return (
    isNone(POLICIES) ||
    (isNone(OAUTH) && isThere(known, GLOBAL)) ||
    (isNone(OAUTH_POLICIES) && (known.names.get(OAUTH) ?? []).length > 0)
  );
};

/** Of one type, what is to be retrieved next: names, all, or nothing. */
const nextOfType = (type: EcaType, known: Known): string[] | '*' => {
  const { app, names, findings, own } = known;
  if (findings.isWhole(type)) return [];
  if (type === GLOBAL) return nextGlobal(known);
  const expected = type === APP ? [app.name] : names.get(type);
  if (expected === undefined) return '*';
  const ofType = own.filter((component) => component.type === type);
  const spellings = (name: string): string[] => (type === APP ? [name] : spellingsOf(name, app));
  const lacking = expected.filter((name) => !spellings(name).some((spelled) => ofType.some(hasName(spelled))));
  const unasked = lacking.flatMap(spellings).filter((name) => !findings.wasAsked(type, name));
  if (unasked.length > 0) return unasked;
  // A member that is not there, or that says it is another app's, is no answer.
  return lacking.length > 0 || (expected.length === 0 && isHiding(known)) ? '*' : [];
};

/**
 * What is to be retrieved next, so that nothing of an app is missed; empty once all is known. Names come first; a type
 * of which they do not tell all is retrieved whole, and the contents tell what is the app's: docs/platform.md#reading
 *
 * @param types those of the API version in use
 */
export const nextToRetrieve = (members: AppMembers, types: EcaType[], findings: Findings): Members => {
  const { app, name, names } = members;
  const own = findings.of(members)?.[1] ?? [];
  const next = (type: EcaType): string[] | '*' => {
    if (typeof app !== 'string') return nextOfType(type, { app, names, findings, own });
    const isHidden = app === 'unknown' || own.length > 0;
    if (isHidden) return findings.isWhole(type) ? [] : '*';
    // That the user sees no such record does not yet say that there is no such app.
    return type === APP && !findings.wasAsked(APP, name) ? [name] : [];
  };
  return new Map(types.map((type) => [type, next(type)] as const).filter(([, wanted]) => wanted.length > 0));
};
