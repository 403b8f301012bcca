import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import pMap from 'p-map';
import type { SfError } from '@salesforce/core/sfError';
import type { AuditSelection } from '../audit/audit.js';
import { acceptFindings, judgeFindings, type KnownAs } from '../fleet/acceptedFindings.js';
import type { Acceptance, JudgedAcceptance } from '../fleet/acceptances.js';
import type { ApiName } from '../settings/apiNames.js';
import { auditOrg, type AuditedOrg } from './auditOrg.js';
import { unheard, type Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** An org that is to be judged. */
export interface OrgToAudit extends KnownAs {
  /** What the user calls it. */
  alias: string;
  connect: () => Promise<Connection>;
}

export interface AuditOrgsOptions extends AuditSelection {
  orgs: readonly OrgToAudit[];
  /** What may be found: of rules; others are left alone. */
  acceptances: readonly Acceptance[];
  /** Judge this app only. */
  name?: ApiName;
  now: Date;
  /** The error for the user of an org that cannot be asked. */
  explain: (error: Error, alias: string) => SfError;
}

/** An org that was judged. */
export type JudgedOrg = AuditedOrg & { alias: string; connection: Connection };

/** One that could not be asked. */
export interface FailedOrg {
  alias: string;
  error: SfError;
}

export interface AuditOutcome {
  /** In the order in which they were named. */
  orgs: Array<JudgedOrg | FailedOrg>;
  acceptances: JudgedAcceptance[];
}

export const isJudged = (org: JudgedOrg | FailedOrg): org is JudgedOrg => 'report' in org;

/** More at once ask no faster, and too much of one machine. */
export const MOST_AT_ONCE = 8;

const auditOne = async (run: Run, org: OrgToAudit, options: AuditOrgsOptions): Promise<JudgedOrg> => {
  const { name, rules, severity, now, acceptances } = options;
  const connection = await org.connect();
  const { report, apps } = await auditOrg(run, { connection, name, rules, severity, now });
  const accepted = acceptFindings(report, org, acceptances, now);
  return { alias: org.alias, connection, report: accepted, apps };
};

/** One that cannot be asked does not keep the others from being judged. */
const auditEach = async (run: Run, options: AuditOrgsOptions): Promise<AuditOutcome['orgs']> => {
  const { orgs, explain } = options;
  let done = 0;
  const tell = (): void => run.status(messages.getMessage('status.orgs', [done, orgs.length]));
  run.stage(messages.getMessage('stage.readOrgs'));
  tell();
  const audit = async (org: OrgToAudit): Promise<JudgedOrg | FailedOrg> => {
    const outcome = await auditOne(unheard(run), org, options).catch((error: unknown) => ({
      alias: org.alias,
      error: explain(error instanceof Error ? error : new Error(String(error)), org.alias),
    }));
    done += 1;
    tell();
    return outcome;
  };
  return pMap(orgs, audit, { concurrency: MOST_AT_ONCE });
};

/**
 * Judges the apps of one org or several, side by side, and says what of it is accepted.
 *
 * @throws where there is only one org, what that one ends with; errors of several stand beside what the others have
 */
export const auditOrgs = async (run: Run, options: AuditOrgsOptions): Promise<AuditOutcome> => {
  const { orgs: asked, acceptances, now } = options;
  const orgs = asked.length === 1 ? [await auditOne(run, asked[0], options)] : await auditEach(run, options);
  const judged = orgs.map((org, index) => {
    const { names, apps } = asked[index];
    return { names, apps, report: isJudged(org) ? org.report : undefined };
  });
  const ofRules = acceptances.filter(({ rule }) => rule !== undefined);
  return { orgs, acceptances: judgeFindings(ofRules, judged, options, now) };
};
