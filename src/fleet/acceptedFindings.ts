import { countFindings, rulesAsked, type AuditReport, type AuditSelection, type Finding } from '../audit/audit.js';
import { isSameName } from '../settings/apiNames.js';
import {
  acceptanceOf,
  judgeAcceptances,
  type Acceptable,
  type Acceptance,
  type JudgedAcceptance,
} from './acceptances.js';

/** What acceptances know an org and its apps by. */
export interface KnownAs {
  /** The org's alias, and its username. */
  names: string[];
  /** Key of an app in a fleet file → its API name. */
  apps?: ReadonlyMap<string, string>;
}

/** An org of a run, and what its audit found: undefined where it could not be asked. */
export interface Judged extends KnownAs {
  report: AuditReport | undefined;
}

/** What was to be judged. */
export interface Scope extends AuditSelection {
  /** One app alone. */
  name?: string;
}

const namesOf = (app: string | null, apps: KnownAs['apps'] = new Map()): string[] =>
  app === null ? [] : [app, ...[...apps].filter(([, name]) => isSameName(name, app)).map(([key]) => key)];

/** The finding, as acceptances may call it. */
const toAcceptable = ({ app, rule }: Finding, { names, apps }: KnownAs): Acceptable => ({
  org: names,
  app: namesOf(app, apps),
  rule,
});

/** The findings of an org, each with what it is accepted for, if it is. */
export const acceptFindings = (
  report: AuditReport,
  known: KnownAs,
  acceptances: readonly Acceptance[],
  now: Date
): AuditReport => {
  const findings = report.findings.map((finding): Finding => {
    const found = acceptanceOf(toAcceptable(finding, known), acceptances, now);
    return found === undefined
      ? finding
      : { ...finding, accepted: { reason: found.reason, until: found.until ?? null } };
  });
  return { ...report, findings, ...countFindings(findings) };
};

type Asked = Pick<JudgedAcceptance, 'org' | 'app' | 'rule' | 'state'>;

const isOfOrg = ({ org }: Asked, { names }: KnownAs): boolean => org === null || names.includes(org);

const isOfApp = ({ app }: Asked, { apps = new Map<string, string>() }: KnownAs, name: string): boolean =>
  app !== null && isSameName(apps.get(app) ?? app, name);

/** Whether an org was looked at for all that the acceptance may be about, so that it is known to have nothing of it. */
const isSeenWhole = (asked: Asked, judged: Judged, { name }: Scope): boolean =>
  judged.report?.rules.some(({ id }) => id === asked.rule) === true &&
  (name === undefined || isOfApp(asked, judged, name));

const isWithin = (asked: Asked, orgs: Judged[], scope: Scope): boolean => {
  const own = orgs.filter((org) => isOfOrg(asked, org));
  const { app, rule, state } = asked;
  const { name } = scope;
  if (own.length === 0 || !rulesAsked(scope).some((id) => id === rule)) return false;
  if (state === 'notNeeded') return own.every((org) => isSeenWhole(asked, org, scope));
  return name === undefined || app === null || own.some((org) => isOfApp(asked, org, name));
};

/** What became of each acceptance that is about what was judged; of others, nothing can be said. */
export const judgeFindings = (
  acceptances: readonly Acceptance[],
  orgs: Judged[],
  scope: Scope,
  now: Date
): JudgedAcceptance[] => {
  const found = orgs.flatMap((org) => (org.report?.findings ?? []).map((finding) => toAcceptable(finding, org)));
  return judgeAcceptances(acceptances, found, now).filter((judged) => isWithin(judged, orgs, scope));
};
