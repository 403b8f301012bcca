import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { compareSettings, type ComparisonContext, type Difference } from '../definition/compare.js';
import type { AppDefinition } from '../definition/schema.js';
import { majorVersion, readApps, type LiveApp } from '../org/apps.js';
import { askOrg, NO_QUESTIONS } from '../org/facts.js';
import { appPage, instanceHost, namedCredentialsPage, setupHost } from '../org/setupPages.js';
import { fillSteps, type OrgFacts } from '../templates/fill.js';
import { nothingDeployed } from './createErrors.js';
import type { AppParts } from './input.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** What is known of an app once it has been read from the org. */
export interface Proof {
  id: string | null;
  consumerKey: string | null;
  differences: Difference[];
  setupUrl: string;
  nextSteps: string[];
}

/** The org that an app was read from, and its facts. */
export interface ProvenIn {
  connection: Connection;
  org: OrgFacts;
}

/** Where people log in to an org of each kind. */
export const LOGIN_URLS = {
  production: 'https://login.salesforce.com',
  sandbox: 'https://test.salesforce.com',
} as const;

/** What templates may refer to of an org. */
export const orgFacts = (connection: Connection, { isSandbox }: { isSandbox: boolean }): OrgFacts => ({
  loginUrl: LOGIN_URLS[isSandbox ? 'sandbox' : 'production'],
  instanceUrl: instanceHost(connection),
  username: connection.getUsername() ?? '',
  setupUrl: setupHost(connection),
});

/** The same, asked of the org. */
export const readOrgFacts = async (connection: Connection): Promise<OrgFacts> =>
  orgFacts(connection, await askOrg(connection, NO_QUESTIONS));

export const contextOf = (parts: AppParts, connection: Connection, live?: LiveApp): ComparisonContext => ({
  apiVersion: majorVersion(connection),
  createdDate: live?.createdDate,
  usedWith: parts.template?.usedWith,
  why: parts.template?.why,
});

/** @param known facts of the app that now exists; a step that needs one falls away where there is no app */
const nextSteps = (
  definition: AppDefinition,
  known: Record<string, string>,
  parts: AppParts,
  org: OrgFacts
): string[] => {
  const { name } = definition;
  if (!parts.template) return [messages.getMessage('nextStep.credentials', [name, org.username ?? ''])];
  return fillSteps(parts.template.after, parts.template, parts.parameters, org, definition, known).map(
    ({ step, page }) => [step.trim(), page].filter(Boolean).join('\n')
  );
};

/** What a live app comes to, given how it differs from what was asked for. */
export const proofOf = (
  { definition, id, consumerKey }: LiveApp,
  differences: Difference[],
  parts: AppParts,
  { connection, org }: ProvenIn
): Proof => {
  const setupUrl = appPage(connection, id);
  const known = { 'app.name': definition.name, 'app.url': setupUrl };
  return { id, consumerKey, differences, setupUrl, nextSteps: nextSteps(definition, known, parts, org) };
};

/** The same where no app was to be set up. */
export const proofOfNoApp = (definition: AppDefinition, parts: AppParts, { connection, org }: ProvenIn): Proof => ({
  id: null,
  consumerKey: null,
  differences: [],
  setupUrl: namedCredentialsPage(connection),
  nextSteps: nextSteps(definition, {}, parts, org),
});

/**
 * Reads the app back and compares it with what was asked for.
 *
 * @throws SfError `AppNotFoundError` where the org does not have it after all
 */
export const prove = async (
  requested: AppDefinition,
  parts: AppParts,
  provenIn: ProvenIn
): Promise<{ live: LiveApp; proof: Proof }> => {
  const { connection } = provenIn;
  const live = (await readApps(connection, requested.name)).at(0);
  if (!live) throw nothingDeployed(requested.name);
  const differences = compareSettings(requested, live.definition, contextOf(parts, connection, live));
  return { live, proof: proofOf(live, differences, parts, provenIn) };
};
