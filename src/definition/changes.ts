import { isDeepStrictEqual } from 'node:util';
import { settingAt, type SettingPath } from '../settings/table.js';
import { settingsGiven, valueAt, type AppDefinition } from './schema.js';

/** A setting that a run changes, or would change. */
export type SettingChange = {
  /** Path in the definition. */
  setting: SettingPath;
  /** What it is now; null where it is nothing. */
  before: unknown;
  /** What it is to be. */
  after: unknown;
};

/** Everything that a new app is to be. */
export const changesOfNew = (app: AppDefinition): SettingChange[] =>
  settingsGiven(app).map(({ path, value }) => ({ setting: path, before: null, after: value }));

/** What these changes of an app that exists come to. */
export const changesOfExisting = (changed: AppDefinition, live: AppDefinition): SettingChange[] =>
  settingsGiven(changed).map(({ path, value }) => ({
    setting: path,
    before: valueAt(live, path) ?? null,
    after: value,
  }));

/** The items that a list gains and loses; undefined where the setting is no list, before or after. */
export const listChange = ({
  setting,
  before,
  after,
}: SettingChange): { added: unknown[]; removed: unknown[] } | undefined => {
  if (!Array.isArray(after) || (before !== null && !Array.isArray(before))) return undefined;
  const [old, now] = [(before ?? []) as unknown[], after as unknown[]];
  // An item that is only spelled in another way is the same.
  const { comparable = (value: unknown): unknown => value } = settingAt(setting);
  const lacks = (items: unknown[], item: unknown): boolean =>
    !items.some((other) => isDeepStrictEqual(comparable([other]), comparable([item])));
  return { added: now.filter((item) => lacks(old, item)), removed: old.filter((item) => lacks(now, item)) };
};
