import type { Finding } from '../../audit/audit.js';
import type { RuleId } from '../../audit/rules.js';
import type { SettingChange } from '../../definition/changes.js';
import type { Difference } from '../../definition/compare.js';
import type { AppliedFix, FoundFixes, OrgFix } from '../../operations/fixApps.js';
import type { FixFile } from '../../operations/fixFiles.js';

/** What became of an app that could be mended. */
export type FixedApp = {
  /** Alias of the org. */
  org: string;
  app: string;
  /** What it mends. */
  rules: RuleId[];
  /** `written`: there is a file with what mends it, and nothing was changed. */
  state: 'written' | 'created' | 'updated' | 'unchanged' | 'validated' | 'running' | 'failed';
  /** The file, and the command that takes it. */
  path: string | null;
  command: string | null;
  deployId: string | null;
  /** What the run changed, or, of a rehearsal, would change. */
  changes: SettingChange[];
  /** What was asked for and is not so. */
  differences: Difference[];
  error: { name: string; message: string; actions: string[] } | null;
};

/** What is left to a person. */
export type LeftToPerson = { org: string; app: string | null; rule: RuleId } & Finding['mend'];

/** What --fix came to. */
export type FixResult = { apps: FixedApp[]; left: LeftToPerson[] };

const common = ({ org, definition, findings }: OrgFix): Pick<FixedApp, 'org' | 'app' | 'rules'> => ({
  org,
  app: definition.name,
  rules: findings.map(({ rule }) => rule),
});

const NOTHING = { path: null, command: null, deployId: null, changes: [], differences: [], error: null };

export const writtenApp = ({ fix, path, command }: FixFile): FixedApp => ({
  ...common(fix),
  ...NOTHING,
  state: 'written',
  path,
  command,
});

export const fixedApp = (applied: AppliedFix): FixedApp => {
  if ('error' in applied) {
    const { name, message, actions = [] } = applied.error;
    return { ...common(applied.fix), ...NOTHING, state: 'failed', error: { name, message, actions } };
  }
  const { state, deployId, changes, differences } = applied.app;
  const missed = differences.filter(({ requested }) => requested !== null);
  return { ...common(applied.fix), ...NOTHING, state, deployId, changes, differences: missed };
};

export const leftToPerson = ({ left }: FoundFixes): LeftToPerson[] =>
  left.map(({ org, finding: { app, rule, mend } }) => ({ org, app, rule, ...mend }));
