import { fromValues, type AppDefinition } from '../definition/schema.js';
import type { Finding } from './audit.js';
import type { AuditedApp } from './facts.js';
import { settingsThatMend } from './mend.js';

/** All that mends an app without anybody having to say more. */
export interface AppFix {
  /** The settings to change, and the app's name. */
  definition: AppDefinition;
  /** The app as it was judged. */
  judged: AppDefinition;
  /** What it mends. */
  findings: Finding[];
}

/** What can be mended, app by app, and what is left to a person. */
export interface Fixes {
  apps: AppFix[];
  left: Finding[];
}

/** What mends findings. Those that were accepted are let be. */
export const fixesFor = (findings: readonly Finding[], apps: readonly AuditedApp[]): Fixes => {
  const open = findings.filter(({ accepted }) => accepted === null);
  const appOf = ({ app }: Finding): AuditedApp | undefined => apps.find(({ name }) => name === app);
  const mends = new Map(
    open.map((finding) => [finding, settingsThatMend(finding.rule, appOf(finding), finding.found)])
  );
  return {
    apps: apps.flatMap(({ name, definition: judged }) => {
      const mended = open.filter((finding) => finding.app === name && mends.get(finding) !== undefined);
      const values = mended.flatMap((finding) => mends.get(finding) ?? []);
      return mended.length === 0 ? [] : [{ definition: { name, ...fromValues(values) }, judged, findings: mended }];
    }),
    left: open.filter((finding) => mends.get(finding) === undefined),
  };
};
