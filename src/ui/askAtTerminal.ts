import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { compose } from '../operations/compose.js';
import { draft, relatedKey, type KnownOfOrg } from '../operations/orgReading.js';
import { referencesBeforeAsking } from '../operations/orgReferences.js';
import type { AppPlan } from '../operations/plan.js';
import { isAccessMissing } from '../operations/accessPlan.js';
import { isRelatedMissing, readRelated } from '../operations/relatedPlan.js';
import type { AppRequest } from '../operations/request.js';
import { askOrg } from '../org/questions.js';
import type { OrgReferences } from '../templates/fill.js';
import type { Completed, OrgOfAsker } from './askForApp.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'asking');

/** What was given on the command line. */
export interface Given {
  request: AppRequest;
  enableAccess: boolean;
  updateExisting: boolean;
}

/** The org of a connection, for the asker; what it answers is kept in `known`, so that it is asked once. */
export const orgOfAsker = (connection: Connection, known: KnownOfOrg, needsSecret: boolean): OrgOfAsker => {
  return {
    ask: async (questions) => (known.answers = await askOrg(connection, questions)),
    lacksAccess: async (composed) => {
      const reading = await readRelated(connection, composed.definition.related ?? {}, { needsSecret });
      known.related = { of: relatedKey(composed), reading };
      return reading.isAccessOn === false;
    },
  };
};

/**
 * Asks the person at the terminal for what is missing. Where a deploy goes on, that is only what nothing can tell again:
 * secrets.
 *
 * @param needsSecret whether the app's secret will be needed in any case
 * @param show prints what must be at hand
 * @param onAnswer told of the request after every answer
 */
export const completeAtTerminal = async (
  { request, enableAccess, updateExisting }: Given,
  connection: Connection,
  {
    isResumed,
    needsSecret,
    show,
    onAnswer,
  }: {
    isResumed: boolean;
    needsSecret: boolean;
    show: (lines: string[]) => void;
    onAnswer: (asked: { request: AppRequest }) => void;
  }
): Promise<Completed & { known: KnownOfOrg }> => {
  const known: KnownOfOrg = {};
  const { terminalPrompter } = await import('./prompts.js');
  if (isResumed) {
    const { askForSecrets } = await import('./askForParameters.js');
    const completed = await askForSecrets(request, terminalPrompter);
    return { request: completed, wasAsked: false, enableAccess, updateExisting, known };
  }
  const { askForApp } = await import('./askForApp.js');
  const completed = await askForApp(request, {
    prompter: terminalPrompter,
    show,
    onAnswer: (asked) => onAnswer({ request: asked }),
    compose: (asked) => draft(asked, connection),
    references: referencesBeforeAsking(connection),
    org: orgOfAsker(connection, known, needsSecret),
    needsSecret,
    updateExisting,
    enableAccess,
  });
  return { ...completed, known };
};

/** Asks for what is missing in files that are to be deployed later, without asking an org. */
export const completeForFiles = async (
  request: AppRequest,
  org: OrgReferences,
  show: (lines: string[]) => void
): Promise<AppRequest> => {
  const [{ askForApp }, { terminalPrompter }] = await Promise.all([import('./askForApp.js'), import('./prompts.js')]);
  const completed = await askForApp(request, {
    prompter: terminalPrompter,
    show,
    onAnswer: () => undefined,
    compose: (asked) => compose(asked, org),
    references: org,
    updateExisting: false,
    // No secret is read for files.
    enableAccess: true,
    needsSecret: false,
  });
  return completed.request;
};

/**
 * Has the person at the terminal say yes to a plan, unless there is nothing to do.
 *
 * @throws SfError `DeclinedError`
 */
export const confirmPlan = async ({ action, access, definition, org, related }: AppPlan): Promise<void> => {
  if (action === 'unchanged' && !isRelatedMissing(related) && !isAccessMissing(access)) return;
  const { terminalPrompter } = await import('./prompts.js');
  const question = messages.getMessage(`confirm.${action}`, [
    ...(definition.name === undefined ? [] : [definition.name]),
    org.username ?? '',
  ]);
  if (!(await terminalPrompter.confirm(question))) throw messages.createError('error.declined');
};
