import type { Problem } from '../definition/problems.js';
import { isSettingPath } from '../settings/table.js';
import type { FleetEntry } from './entries.js';

const PARAMETER = /^--set (\S+)$/;

const placeOf = (word: string, settingOfFlag: ReadonlyMap<string, string>): PropertyKey[] | undefined => {
  const [, parameter] = PARAMETER.exec(word) ?? [];
  if (parameter !== undefined) return ['set', parameter];
  if (word === '--set') return ['set'];
  if (word === '--template') return ['template'];
  if (isSettingPath(word)) return word.split('.');
  return settingOfFlag.get(word)?.split('.');
};

/**
 * Where in a fleet file something is wrong that is told by the flag which would say it: the first place, where there are
 * several in which it may be given.
 *
 * @param settingOfFlag `--flag` → path in the definition
 */
export const relocate = (
  { where, what }: Problem,
  { locate }: FleetEntry,
  settingOfFlag: ReadonlyMap<string, string>
): Problem => {
  const places = where.split(', ').flatMap((word) => {
    const path = placeOf(word, settingOfFlag);
    return path ? [locate(path)] : [];
  });
  return { where: places.at(-1) ?? where, what };
};
