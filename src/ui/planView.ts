import { Messages } from '@salesforce/core/messages';
import { listChange, type SettingChange } from '../definition/changes.js';
import { accessMembers, relatedMembers } from '../definition/related.js';
import { changesIn, type AppPlan } from '../operations/plan.js';
import { settingAt } from '../settings/table.js';
import { formatSetting, formatValue } from './values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

const describeList = (gain: { added: unknown[]; removed: unknown[] }): string[] => [
  ...gain.added.map((item) => `      + ${formatValue(item)}`),
  ...gain.removed.map((item) => `      - ${formatValue(item)}`),
];

/** A change of an app that exists: the old value and the new one; of a list, what it gains and loses. */
const describeChange = (change: SettingChange): string[] => {
  const row = settingAt(change.setting);
  const gain = listChange(change);
  if (gain && change.before !== null) return [`  ${row.label}:`, ...describeList(gain)];
  const tokens = [row.label, formatSetting(row, change.before), formatSetting(row, change.after)];
  return [`  ${messages.getMessage('change', tokens)}`];
};

/** What becomes of an app's settings, by Setup's sections and in Setup's words, as lines for people. */
export const describeChanges = (changes: SettingChange[], isNew: boolean): string[] => {
  const sections = new Map<string, string[]>();
  for (const change of changes) {
    const row = settingAt(change.setting);
    const lines = isNew ? [`  ${row.label}: ${formatSetting(row, change.after)}`] : describeChange(change);
    sections.set(row.section, [...(sections.get(row.section) ?? []), ...lines]);
  }
  return [...sections].flatMap(([title, lines]) => ['', title, ...lines]);
};

/** What is missing beside the app, and will be made. */
const describeRelated = ({ access, related: { providers, credentials } }: AppPlan): string[] => {
  const members = [
    ...accessMembers({ permissionSets: access.sets, permissionSetAssignments: access.assignments }),
    ...relatedMembers({ authProviders: providers, namedCredentials: credentials }),
  ];
  if (members.length === 0) return [];
  return ['', messages.getMessage('change.beside'), ...members.map(({ type, fullName }) => `  ${type} ${fullName}`)];
};

/** What a plan comes to, as lines for people. */
export const describePlan = (plan: AppPlan): string[] => [
  messages.getMessage(`plan.${plan.action}`, [plan.definition.name]),
  ...describeChanges(changesIn(plan), plan.action === 'create').slice(1),
  ...describeRelated(plan),
  '',
];
