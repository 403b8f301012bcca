import { settingsGiven, type GivenSetting } from '../definition/schema.js';
import type { Section, SettingValues } from '../settings/table.js';
import { formatSetting } from './values.js';

const describeValue = ({ setting, value }: GivenSetting): string => formatSetting(setting, value);

/**
 * Settings by Setup's section titles and labels, as lines for people.
 *
 * @param describe what to say of a setting's value
 */
export const describeSettings = (settings: SettingValues, describe = describeValue): string[] => {
  const sections = new Map<Section, string[]>();
  for (const given of settingsGiven(settings)) {
    const { section, label } = given.setting;
    sections.set(section, [...(sections.get(section) ?? []), `  ${label}: ${describe(given)}`]);
  }
  return [...sections].flatMap(([title, lines]) => ['', title, ...lines]);
};
