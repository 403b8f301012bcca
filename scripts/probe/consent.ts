import type { ProbeFlags } from './flags.js';
import { PREFIX } from './making.js';
import type { OrgKind } from './org.js';

/** What asks a person; undefined where nobody sits there. */
export type Ask = ((question: string) => Promise<string>) | undefined;

type Wanted = Pick<ProbeFlags, 'readOnly' | 'noPrompt' | 'yesProduction'>;

/**
 * Why nothing is to be done in this org.
 *
 * @returns undefined where it may begin
 */
export const whyNot = async (kind: OrgKind, runId: string, wanted: Wanted, ask: Ask): Promise<string | undefined> => {
  if (wanted.readOnly) return undefined;
  if (kind === 'production' && !wanted.yesProduction) {
    return 'This is a production org. Take a scratch org, a sandbox or a Developer Edition; or --read-only; or --yes-production.';
  }
  if (wanted.noPrompt) return undefined;
  if (ask === undefined) return 'Nobody can be asked here: --no-prompt says yes beforehand.';
  const answer = await ask(
    `This makes throw-away apps ${PREFIX}${runId}_… in this org (${kind}), and deletes them. Type yes to go on: `
  );
  return answer.trim().toLowerCase() === 'yes' ? undefined : 'Nothing was done.';
};
