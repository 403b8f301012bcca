import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { ALLOWLIST } from '../definition/controls.js';
import { fromValues, valueAt, type AppDefinition } from '../definition/schema.js';
import { encodeChanges } from '../metadata/components.js';
import { majorVersion, type LiveApp } from '../org/apps.js';
import { appPage } from '../org/setupPages.js';
import { formatIpRange } from '../settings/ipRanges.js';
import { readBack, type DeployWatch, type Standing } from './deployment.js';
import { sendComponents } from './sending.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'sending');

/** An app as it is in the org in the end. */
export interface Settled {
  live: LiveApp;
  /** The org's words, where it took all but the allowlist. */
  allowlistRefusal: string | undefined;
}

/**
 * The org has made an allowlist of its own beside an app that it took without one, or it has not: that one is changed,
 * or the refusal stands. See docs/platform.md#allowlist
 *
 * @param asked what the app was to be
 * @param refusal the org's words, where it took all but the allowlist
 */
export const settleAllowlist = async (
  run: Run,
  live: LiveApp,
  asked: AppDefinition,
  refusal: string | undefined,
  { connection, ...how }: { connection: Connection; waitMs: number; standing: Standing; watch?: DeployWatch }
): Promise<Settled> => {
  const isOrgMade = live.components.some(({ type }) => type === 'ExtlClntAppOauthSecuritySettings');
  if (refusal === undefined || !isOrgMade) return { live, allowlistRefusal: refusal };
  const changes = { ...fromValues([[ALLOWLIST, valueAt(asked, ALLOWLIST)]]), name: live.name };
  const { components } = encodeChanges(changes, live.components, majorVersion(connection), live.taken);
  const { status } = await sendComponents(run, components, live.components, {
    ...how,
    connection,
    dryRun: false,
  });
  if (!status.done) return { live, allowlistRefusal: refusal };
  const after = await readBack(connection, live.name, [...status.components, ...live.components]);
  return { live: after, allowlistRefusal: undefined };
};

/** What is left to a person where no deploy gives the app its allowlist. */
export const stepsForAllowlist = (
  connection: Connection,
  { live, allowlistRefusal }: Settled,
  asked: AppDefinition
): string[] => {
  const ranges = asked.oauth?.security?.refreshTokenIpAllowlist ?? [];
  if (allowlistRefusal === undefined || ranges.length === 0) return [];
  const list = ranges.map(formatIpRange).join(', ');
  return [messages.getMessage('nextStep.allowlistInSetup', [list, appPage(connection, live.id)])];
};
