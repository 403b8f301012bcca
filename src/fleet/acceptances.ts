import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { RULE_IDS } from '../audit/rules.js';
import { isSameName } from '../settings/apiNames.js';
import { text, told, word } from '../settings/values.js';
import { settingPath } from '../templates/schema.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

const templates = Messages.loadMessages('sf-plugin-eca', 'templates');

/** What people write of a difference, or a finding, that they accept: where, of which app, why and for how long. */
export const acceptanceSchema = z
  .strictObject(
    {
      /** Alias of the org; default: all of them. */
      org: text.optional(),
      /** The app's API name, or its key in a fleet file; default: all of them, and what is the org's own. */
      app: text.optional(),
      /** A setting that may differ from what was asked for. */
      setting: settingPath.optional(),
      /** A rule of the audit that may find something. */
      rule: word(RULE_IDS as unknown as [string, ...string[]]).optional(),
      reason: text,
      /** The last day on which it is accepted, ISO 8601; default: for good. */
      until: z.iso.date({ error: () => templates.getMessage('invalid.date') }).optional(),
    },
    told('invalid.object')
  )
  .refine(({ setting, rule }) => (setting === undefined) !== (rule === undefined), {
    error: () => messages.getMessage('invalid.acceptance'),
  });

/** An acceptance, and where it was written. */
export type Acceptance = z.output<typeof acceptanceSchema> & { where: string };

/** What may be accepted: a setting of an app that differs, or what a rule finds. */
export interface Acceptable {
  /** What the org is known by: its alias, and in a fleet file its group. */
  org: string[];
  /** What the app is known by: its API name, its key in a fleet file; nothing for what is the org's own. */
  app: string[];
  setting?: string;
  rule?: string;
}

/**
 * `applies`: there is something that it accepts. `notNeeded`: there is nothing (any more). `runOut`: its day is past.
 * `open`: there is nothing in the part that was looked at, and the rest may have something.
 */
export type AcceptanceState = 'applies' | 'notNeeded' | 'runOut' | 'open';

/** An acceptance as it is told. */
export type JudgedAcceptance = {
  org: string | null;
  app: string | null;
  setting: string | null;
  rule: string | null;
  reason: string;
  /** ISO 8601 */
  until: string | null;
  /** File, line and column. */
  where: string;
  state: AcceptanceState;
};

const isAbout = ({ org, app, setting, rule }: Acceptance, about: Acceptable): boolean =>
  (org === undefined || about.org.includes(org)) &&
  (app === undefined || about.app.some((name) => isSameName(name, app))) &&
  setting === about.setting &&
  rule === about.rule;

/** The day itself is still good, in UTC. */
const isRunOut = ({ until }: Acceptance, now: Date): boolean =>
  until !== undefined && now.toISOString().slice(0, 'yyyy-mm-dd'.length) > until;

/** The acceptance by which this is accepted, if there is one that has not run out. */
export const acceptanceOf = (
  about: Acceptable,
  acceptances: readonly Acceptance[],
  now: Date
): Acceptance | undefined => acceptances.find((acceptance) => isAbout(acceptance, about) && !isRunOut(acceptance, now));

/**
 * Whether each acceptance still has something to accept.
 *
 * @param found everything that differs or was found, accepted or not
 */
export const judgeAcceptances = (
  acceptances: readonly Acceptance[],
  found: readonly Acceptable[],
  now: Date
): JudgedAcceptance[] =>
  acceptances.map((acceptance) => {
    const { org = null, app = null, setting = null, rule = null, reason, until = null, where } = acceptance;
    const isNeeded = found.some((about) => isAbout(acceptance, about));
    const state = isRunOut(acceptance, now) ? 'runOut' : isNeeded ? 'applies' : 'notNeeded';
    return { org, app, setting, rule, reason, until, where, state };
  });
