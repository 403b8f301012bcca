import { settingsGiven } from '../definition/schema.js';
import type { Section, SettingValues } from '../settings/table.js';
import { formatSetting } from './values.js';

/** Settings by Setup's section titles and labels, as lines for people. */
export const describeSettings = (settings: SettingValues): string[] => {
  const sections = new Map<Section, string[]>();
  for (const { setting, value } of settingsGiven(settings)) {
    const lines = sections.get(setting.section) ?? [];
    sections.set(setting.section, [...lines, `  ${setting.label}: ${formatSetting(setting, value)}`]);
  }
  return [...sections].flatMap(([title, lines]) => ['', title, ...lines]);
};
