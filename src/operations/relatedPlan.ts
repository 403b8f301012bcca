import type { Connection } from '@salesforce/core';
import {
  relatedMembers,
  type AuthProviderDefinition,
  type NamedCredentialDefinition,
  type Related,
  type RelatedMember,
} from '../definition/related.js';
import { findExisting, readProviderKeys } from '../org/related.js';
import { isAccessOn, readAppSettings, type AppSettings } from '../org/secretAccess.js';
import type { ApiName } from '../settings/apiNames.js';

/** What the org has of what is to stand beside an app. */
export interface RelatedReading {
  existing: RelatedMember[];
  /** Name of an Auth. Provider that exists → the consumer key that it was made with. */
  providerKeys: ReadonlyMap<ApiName, string>;
  /** Whether the org gives out consumer secrets; undefined where that was not asked, since none is needed. */
  isAccessOn: boolean | undefined;
}

/** What is to be made beside an app, and what is there already. */
export interface RelatedPlan {
  /** Left as it is. */
  existing: RelatedMember[];
  providerKeys: ReadonlyMap<ApiName, string>;
  /** To be made with the app's key and secret. */
  providers: AuthProviderDefinition[];
  credentials: NamedCredentialDefinition[];
  isAccessOn: boolean | undefined;
}

const NOTHING_READ: RelatedReading = { existing: [], providerKeys: new Map(), isAccessOn: undefined };

const isOneOf =
  (members: RelatedMember[], type: RelatedMember['type']) =>
  ({ name }: { name: ApiName }): boolean =>
    members.some((member) => member.type === type && member.fullName === name);

/**
 * Asks the org what there is of it, and, where a secret will be needed, whether the org gives any out.
 *
 * @param needsSecret whether the app's secret is needed in any case
 * @param settings the org's settings for apps, where they are being read already
 */
export const readRelated = async (
  connection: Connection,
  wanted: Related,
  { needsSecret, settings }: { needsSecret: boolean; settings?: Promise<AppSettings> }
): Promise<RelatedReading> => {
  const readAccess = async (): Promise<boolean> => isAccessOn(await (settings ?? readAppSettings(connection)));
  const members = relatedMembers(wanted);
  if (members.length === 0) return needsSecret ? { ...NOTHING_READ, isAccessOn: await readAccess() } : NOTHING_READ;
  const existing = await findExisting(connection, members);
  const providers = existing.filter(({ type }) => type === 'AuthProvider').map(({ fullName }) => fullName);
  const makesProviders = wanted.authProviders?.every(isOneOf(existing, 'AuthProvider')) === false;
  const [providerKeys, access] = await Promise.all([
    readProviderKeys(connection, providers),
    needsSecret || makesProviders ? readAccess() : undefined,
  ]);
  return { existing, providerKeys, isAccessOn: access };
};

/** What is missing beside an app. */
export const planRelated = (wanted: Related, reading: RelatedReading): RelatedPlan => {
  const { authProviders = [], namedCredentials = [] } = wanted;
  const isThere = (type: RelatedMember['type']): ReturnType<typeof isOneOf> => isOneOf(reading.existing, type);
  return {
    ...reading,
    existing: reading.existing.filter((member) =>
      relatedMembers(wanted).some(({ type, fullName }) => type === member.type && fullName === member.fullName)
    ),
    providers: authProviders.filter((provider) => !isThere('AuthProvider')(provider)),
    credentials: namedCredentials.filter((credential) => !isThere('NamedCredential')(credential)),
  };
};

/** The plan once others may have made some of it in the meantime: what the org has by now is left as it is. */
export const planRelatedAgain = async (connection: Connection, plan: RelatedPlan): Promise<RelatedPlan> => {
  const missing = { authProviders: plan.providers, namedCredentials: plan.credentials };
  const now = planRelated(missing, await readRelated(connection, missing, { needsSecret: false }));
  return {
    ...now,
    existing: [...plan.existing, ...now.existing],
    providerKeys: new Map([...plan.providerKeys, ...now.providerKeys]),
  };
};

/** Whether something is to be made beside the app. */
export const isRelatedMissing = ({ providers, credentials }: RelatedPlan): boolean =>
  providers.length + credentials.length > 0;

/** Whether there is anything to do beside the app, or to tell of it. */
export const isNothingBeside = ({ existing, providers, credentials }: RelatedPlan): boolean =>
  existing.length + providers.length + credentials.length === 0;

/** Whether the app's secret will be needed: an Auth. Provider is made with it, once and for all. */
export const needsSecret = ({ providers }: RelatedPlan): boolean => providers.length > 0;
