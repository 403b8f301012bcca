import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { asOwn, isSameName, partsOf, withNamespace, type ApiName, type OwnNamespace } from '../settings/apiNames.js';
import { parseAnswer } from './answers.js';
import { QueryRefused, type Answer, type Row } from './batch.js';
import { anyOf, quote } from './soql.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'reading');

/** Asks which name space the org owns. */
const OWN_NAMESPACE = 'SELECT NamespacePrefix FROM Organization';

const APPS = 'SELECT Id, DeveloperName, CreatedDate FROM ExternalClientApplication';
/** Asked by itself, so that an org without the column still tells the rest. */
const PREFIXES = 'SELECT Id, NamespacePrefix FROM ExternalClientApplication';

export type AppQuery = 'app' | 'prefix' | 'own';

/**
 * Asks for apps, and for the name spaces that tell those of one name apart.
 *
 * @param which what follows the object in the query
 */
export const appQueries = (which = ''): Record<AppQuery, string> => ({
  app: `${APPS}${which}`,
  prefix: `${PREFIXES}${which}`,
  own: OWN_NAMESPACE,
});

/**
 * Restricts a query of apps to those that may be meant by a name. The column holds a name without its name space
 * (docs/platform.md#name-spaces); should an org have it with one, that is found as well.
 */
export const isCalled = (name: ApiName): string => {
  const { namespace, bare } = partsOf(name);
  return namespace === null ? `DeveloperName = ${quote(name)}` : anyOf('DeveloperName', [bare, name]);
};

/** Asks for the ids of the apps that may be meant by a name. */
export const idsCalled = (name: ApiName): string => `SELECT Id FROM ExternalClientApplication WHERE ${isCalled(name)}`;

/** An app's record id and its day of creation (ISO 8601). */
export interface AppRecord {
  id: string;
  createdDate: string;
}

/** An app's record, and its whole name: with the name space, where that is not the org's own. */
export interface NamedRecord extends AppRecord {
  name: ApiName;
  /** Whether the org said which name space the app has: else the name may lack it. */
  isWholeName: boolean;
}

const appRow = z.object({ Id: z.string(), DeveloperName: z.string(), CreatedDate: z.string() });

const isAnswered = (answer: Answer | undefined): answer is Row[] =>
  answer !== undefined && !(answer instanceof QueryRefused);

/** The name space that the org owns. */
export const ownNamespaceIn = (answer: Answer | undefined): OwnNamespace => {
  if (!isAnswered(answer) || answer.length === 0) return undefined;
  const { NamespacePrefix } = answer[0];
  return typeof NamespacePrefix === 'string' && NamespacePrefix !== '' ? NamespacePrefix : null;
};

const wholeName = (name: string, prefix: string | null, own: OwnNamespace): ApiName =>
  asOwn(partsOf(name).namespace === null ? withNamespace(prefix, name) : name, own);

/** What the answers to {@link appQueries} tell; undefined where the org refused the first of them. */
export const recordsIn = ({ app, prefix, own }: Partial<Record<AppQuery, Answer>>): NamedRecord[] | undefined => {
  if (!isAnswered(app)) return undefined;
  const prefixes = isAnswered(prefix)
    ? new Map(prefix.map(({ Id, NamespacePrefix }) => [Id, NamespacePrefix]))
    : undefined;
  return parseAnswer(z.array(appRow), app, 'query').map(({ Id, DeveloperName, CreatedDate }) => {
    const found = prefixes?.get(Id);
    const namespace = typeof found === 'string' && found !== '' ? found : null;
    return {
      id: Id,
      name: wholeName(DeveloperName, namespace, ownNamespaceIn(own)),
      createdDate: CreatedDate,
      isWholeName: prefixes?.has(Id) ?? false,
    };
  });
};

/** More than one app is called so, each in a name space of its own, and none of them is the org's. */
const ambiguous = (asked: ApiName, names: ApiName[]): Error =>
  messages.createError('error.ambiguousName', [asked, names.join(', ')], [names[0]]);

/**
 * Which of these apps is meant by a name: the one that is called just so, and else the only one that is called so in
 * whatever name space.
 *
 * @param asked in any case, with or without the name space
 * @throws SfError `AmbiguousNameError`
 */
export const appMeant = <T extends { name: ApiName }>(
  asked: ApiName,
  apps: readonly T[],
  own: OwnNamespace
): T | undefined => {
  const wanted = asOwn(asked, own);
  const exact = apps.find(({ name }) => isSameName(name, wanted));
  if (exact !== undefined || partsOf(wanted).namespace !== null) return exact;
  const inNamespaces = apps.filter(({ name }) => isSameName(partsOf(name).bare, wanted));
  if (inNamespaces.length > 1)
    throw ambiguous(
      asked,
      inNamespaces.map(({ name }) => name)
    );
  return inNamespaces.at(0);
};

/** The name space of the package that an app was installed from; null for one of the org's own. */
export const installedFrom = (name: ApiName, own: OwnNamespace): string | null => partsOf(asOwn(name, own)).namespace;

/**
 * The records of apps by what their components call them.
 *
 * @param names those of all apps
 */
export const findRecord = (
  records: readonly NamedRecord[],
  names: readonly ApiName[],
  own: OwnNamespace
): ((name: ApiName) => NamedRecord | undefined) => {
  const keyOf = (name: string): string => asOwn(name, own).toLowerCase();
  const byName = new Map(records.map((record) => [keyOf(record.name), record]));
  const called = new Set(names.map(keyOf));
  return (name) => {
    const bare = partsOf(name).bare.toLowerCase();
    const found = byName.get(keyOf(name));
    // A record whose name space is not told is that of the one app which is called so.
    const nameless = called.has(bare) ? undefined : byName.get(bare);
    return found ?? (nameless?.isWholeName === false ? nameless : undefined);
  };
};
