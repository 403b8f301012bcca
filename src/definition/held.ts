import { isDeepStrictEqual } from 'node:util';
import { settingAt, type SettingValues } from '../settings/table.js';
import { asWritten } from './document.js';
import type { Problem } from './problems.js';
import {
  fromValues,
  mergeDefinitions,
  valueAt,
  type CheckedPart,
  type RefusedValue,
  type SettingValue,
} from './schema.js';

/** What is left of a refusal once it is known what the app holds. */
interface Judged {
  /** The setting's value; undefined where something of it is new, and wrong. */
  value: unknown;
  /** Problems that are none: the org holds what they are about. */
  forgiven: Problem[];
}

const problemsOf = (refusals: RefusedValue['refusals']): Problem[] => refusals.flatMap(({ problems }) => problems);

/** Of a list each item is judged by itself: one that the org holds stays as the org has it. */
const judgeList = ({ setting, written, refusals }: RefusedValue & { written: unknown[] }, held: unknown[]): Judged => {
  const wrong = new Set(refusals.map(({ path }) => path[0]));
  const kept = written.map((item, index) =>
    wrong.has(index) ? held.find((own) => isDeepStrictEqual(asWritten(own), item)) : undefined
  );
  const fresh = settingAt(setting).schema.safeParse(written.filter((_item, index) => kept[index] === undefined));
  const rest = fresh.success ? (fresh.data as unknown[]).values() : undefined;
  return {
    value: rest && kept.map((own): unknown => own ?? rest.next().value),
    forgiven: problemsOf(
      refusals.filter(({ path: [index] }) => typeof index === 'number' && kept[index] !== undefined)
    ),
  };
};

const judge = (refused: RefusedValue, held: unknown): Judged => {
  const { written, refusals } = refused;
  if (held === undefined) return { value: undefined, forgiven: [] };
  if (isDeepStrictEqual(asWritten(held), written)) return { value: held, forgiven: problemsOf(refusals) };
  return Array.isArray(written) && Array.isArray(held)
    ? judgeList({ ...refused, written }, held)
    : { value: undefined, forgiven: [] };
};

/**
 * The part as it is for an app that exists: orgs hold values that nobody may ask for (docs/platform.md#deploying), and
 * what an app holds already is not asked for anew, so it is taken as it is. Only what is new is judged.
 *
 * @param held the app's settings
 */
export const withHeld = <T extends CheckedPart>(part: T, held: SettingValues): { part: T; forgiven: Problem[] } => {
  const judged = part.refused.map((refused) => ({ refused, ...judge(refused, valueAt(held, refused.setting)) }));
  const taken = judged.filter(({ value }) => value !== undefined);
  const values = fromValues(taken.map(({ refused, value }): SettingValue => [refused.setting, value]));
  const forgiven = judged.flatMap((one) => one.forgiven);
  return {
    forgiven,
    part: {
      ...part,
      value: mergeDefinitions(part.value, values),
      problems: part.problems.filter((problem) => !forgiven.includes(problem)),
      wrong: part.wrong.filter((path) => !taken.some(({ refused }) => refused.setting === path)),
      refused: part.refused.filter((refused) => !taken.some((one) => one.refused === refused)),
    },
  };
};
