import { memberKey } from '../metadata/components.js';
import type { Grants } from '../definition/grants.js';
import { namesForNew } from '../metadata/memberNames.js';
import { asOwn, partsOf, type ApiName, type OwnNamespace } from '../settings/apiNames.js';
import { ECA_TYPES, introducedIn, type EcaType } from '../settings/platform.js';
import { QueryRefused, type Answer, type Row } from './batch.js';
import { grantsByApp, grantsOf } from './grants.js';
import {
  appMeant,
  appQueries,
  idsCalled,
  isCalled,
  ownNamespaceIn,
  recordsIn,
  type AppQuery,
  type NamedRecord,
} from './namespaces.js';
import { anyOf } from './soql.js';

/** The objects in which the members of an app can be queried, those of one type missing: docs/platform.md#reading */
const OBJECTS = {
  ExtlClntAppOauthSettings: 'ExtlClntAppOauthSettings',
  ExtlClntAppOauthSecuritySettings: 'ExtlClntAppOauthSecuritySettings',
  ExtlClntAppConfigurablePolicies: 'ExtlClntAppPlcyCnfg',
  ExtlClntAppOauthConfigurablePolicies: 'ExtlClntAppOauthPlcyCnfg',
} as const satisfies Partial<Record<EcaType, string>>;

type QueriedType = keyof typeof OBJECTS;

const isQueried = (type: EcaType): type is QueriedType => type in OBJECTS;

/** What is asked about an app's members: the app, to whom it is granted, whose they are, and which names are in use. */
export type MemberQuery = AppQuery | 'grants' | `of ${QueriedType}` | `named ${QueriedType}`;

/** What queries tell of an app's members; their contents have the last word. */
export interface AppMembers {
  /** API name of the app, as somebody asked for it, without the org's own name space. */
  name: ApiName;
  /** The name space that the org owns. */
  own: OwnNamespace;
  /** `unknown` where the org does not tell, or has two of that name and does not say which is whose. */
  app: NamedRecord | 'none' | 'unknown';
  /** Member names by type; a type of which the org does not tell is not in it. */
  names: ReadonlyMap<EcaType, string[]>;
  /** {@link memberKey} of those among the names for new members that are in use, whosever they are. */
  taken: ReadonlySet<string>;
  /** undefined where the org does not show them */
  grants: Grants | undefined;
}

const knownQueriedTypes = (apiVersion: number): QueriedType[] =>
  ECA_TYPES.filter(isQueried).filter((type) => introducedIn(type) <= apiVersion);

/**
 * The queries that tell of an app's members: one answer of a batch each, which may stand beside other questions.
 *
 * @param apiVersion major number
 */
export const memberQueries = (name: ApiName, apiVersion: number): Partial<Record<MemberQuery, string>> => {
  const isApp = isCalled(name);
  const types = knownQueriedTypes(apiVersion);
  const idOfApp = idsCalled(name);
  const ofApp = `ExternalClientApplicationId IN (${idOfApp})`;
  return Object.fromEntries([
    ...Object.entries(appQueries(` WHERE ${isApp}`)),
    ['grants', grantsOf(idOfApp)],
    ...types.map((type) => [
      `of ${type}`,
      `SELECT DeveloperName, ExternalClientApplicationId FROM ${OBJECTS[type]} WHERE ${ofApp}`,
    ]),
    ...types.map((type) => [
      `named ${type}`,
      `SELECT DeveloperName FROM ${OBJECTS[type]} WHERE ${anyOf('DeveloperName', namesForNew(partsOf(name).bare, type))}`,
    ]),
  ]) as Partial<Record<MemberQuery, string>>;
};

const isAnswered = (answer: Answer | undefined): answer is Row[] =>
  answer !== undefined && !(answer instanceof QueryRefused);

const toApp = (name: ApiName, own: OwnNamespace, records: NamedRecord[] | undefined): AppMembers['app'] => {
  if (records === undefined) return 'unknown';
  const isToldApart = records.length < 2 || records.every(({ isWholeName }) => isWholeName);
  return isToldApart ? (appMeant(name, records, own) ?? 'none') : 'unknown';
};

const namesIn = (rows: Row[]): string[] => rows.map(({ DeveloperName }) => String(DeveloperName));

/** Apps of one name in several name spaces are asked for together: which of the members are this one's. */
const ofRecord =
  (app: AppMembers['app']) =>
  ({ ExternalClientApplicationId: id }: Row): boolean =>
    typeof app === 'string' || typeof id !== 'string' || id.slice(0, 15) === app.id.slice(0, 15);

/**
 * What the answers to {@link memberQueries} come to.
 *
 * @throws SfError `AmbiguousNameError`
 */
export const membersIn = (asked: ApiName, answers: Partial<Record<MemberQuery, Answer>>): AppMembers => {
  const own = ownNamespaceIn(answers.own);
  const name = asOwn(asked, own);
  const app = toApp(name, own, recordsIn(answers));
  const names = new Map<EcaType, string[]>();
  const taken = new Set<string>();
  for (const type of ECA_TYPES.filter(isQueried)) {
    const [found, inUse] = [answers[`of ${type}`], answers[`named ${type}`]];
    if (!isAnswered(found) || !isAnswered(inUse)) continue;
    names.set(type, namesIn(found.filter(ofRecord(app))));
    namesIn(inUse).forEach((fullName) => taken.add(memberKey({ type, fullName })));
  }
  const grants = typeof app === 'string' ? undefined : grantsByApp(answers.grants)?.(app.id);
  return { name, own, app, names, taken, grants };
};
