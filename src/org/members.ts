import { memberKey } from '../metadata/components.js';
import type { Grants } from '../definition/grants.js';
import { namesForNew } from '../metadata/memberNames.js';
import { apiNameFromOrg, type ApiName } from '../settings/apiNames.js';
import { ECA_TYPES, introducedIn, type EcaType } from '../settings/platform.js';
import { QueryRefused, type Answer, type Row } from './batch.js';
import type { AppRecord } from './facts.js';
import { grantsIn, grantsOf } from './grants.js';
import { anyOf, quote } from './soql.js';

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
export type MemberQuery = 'app' | 'grants' | `of ${QueriedType}` | `named ${QueriedType}`;

/** An app's record, and how the org spells its name. */
export type NamedRecord = AppRecord & { name: ApiName };

/** What queries tell of an app's members; their contents have the last word. */
export interface AppMembers {
  /** API name of the app, as somebody asked for it. */
  name: ApiName;
  /** `unknown` where the org does not tell, or has two of that name, each in a name space of its own. */
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
  const isApp = `DeveloperName = ${quote(name)}`;
  const types = knownQueriedTypes(apiVersion);
  const idOfApp = `SELECT Id FROM ExternalClientApplication WHERE ${isApp}`;
  const ofApp = `ExternalClientApplicationId IN (${idOfApp})`;
  return Object.fromEntries([
    ['app', `SELECT Id, DeveloperName, CreatedDate FROM ExternalClientApplication WHERE ${isApp}`],
    ['grants', grantsOf(idOfApp)],
    ...types.map((type) => [`of ${type}`, `SELECT DeveloperName FROM ${OBJECTS[type]} WHERE ${ofApp}`]),
    ...types.map((type) => [
      `named ${type}`,
      `SELECT DeveloperName FROM ${OBJECTS[type]} WHERE ${anyOf('DeveloperName', namesForNew(name, type))}`,
    ]),
  ]) as Partial<Record<MemberQuery, string>>;
};

const isAnswered = (answer: Answer | undefined): answer is Row[] =>
  answer !== undefined && !(answer instanceof QueryRefused);

const toApp = (answer: Answer | undefined): AppMembers['app'] => {
  if (!isAnswered(answer) || answer.length > 1) return 'unknown';
  const [row] = answer as Array<Row | undefined>;
  if (row === undefined) return 'none';
  return { id: String(row.Id), name: apiNameFromOrg(String(row.DeveloperName)), createdDate: String(row.CreatedDate) };
};

const namesIn = (rows: Row[]): string[] => rows.map(({ DeveloperName }) => String(DeveloperName));

/** What the answers to {@link memberQueries} come to. */
export const membersIn = (name: ApiName, answers: Partial<Record<MemberQuery, Answer>>): AppMembers => {
  const names = new Map<EcaType, string[]>();
  const taken = new Set<string>();
  for (const type of ECA_TYPES.filter(isQueried)) {
    const [own, inUse] = [answers[`of ${type}`], answers[`named ${type}`]];
    if (!isAnswered(own) || !isAnswered(inUse)) continue;
    names.set(type, namesIn(own));
    namesIn(inUse).forEach((fullName) => taken.add(memberKey({ type, fullName })));
  }
  const app = toApp(answers.app);
  return { name, app, names, taken, grants: app === 'unknown' ? undefined : grantsIn(answers.grants) };
};
