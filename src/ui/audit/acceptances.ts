import { Messages } from '@salesforce/core/messages';
import type { JudgedAcceptance } from '../../fleet/acceptances.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

/** An acceptance that accepts nothing any more, and why. */
const describeAcceptance = ({ where, rule, org, app, reason, until, state }: JudgedAcceptance): string => {
  const about = [rule, org, app].filter((name) => name !== null).join(', ');
  return state === 'runOut'
    ? messages.getMessage('acceptance.runOut', [where, about, until, reason])
    : messages.getMessage('acceptance.notNeeded', [where, about, reason]);
};

/** The acceptances that accept nothing any more, as sentences. */
export const staleAcceptances = (acceptances: JudgedAcceptance[]): string[] =>
  acceptances.filter(({ state }) => state !== 'applies').map(describeAcceptance);

/** Likewise, as lines of a text. */
export const describeAcceptances = (acceptances: JudgedAcceptance[]): string[] =>
  staleAcceptances(acceptances).flatMap((sentence) => ['', sentence]);
