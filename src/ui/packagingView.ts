import { Messages } from '@salesforce/core/messages';
import type { AskedSetting, Packaging } from '../operations/generatedFiles.js';
import { labelOf, settingAt } from '../settings/table.js';
import { formatSetting } from './values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.generate');

/** Lines under a title, or nothing at all. */
const titled = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

const describeAsked = ({ setting, value }: AskedSetting): string =>
  messages.getMessage('packaging.setting', [labelOf(setting), setting, formatSetting(settingAt(setting), value)]);

const describeForceIgnore = ({ file, lines, added }: Packaging['forceIgnore']): string[] => {
  if (file === null) return titled(messages.getMessage('packaging.forceIgnore.none'), lines);
  if (added.length > 0) return titled(messages.getMessage('packaging.forceIgnore.added', [file]), added);
  return ['', messages.getMessage('packaging.forceIgnore.present', [file])];
};

/** An app that is for a package, as lines for people: what goes in, what does not, and who sets that. */
export const describePackaging = (files: string[], packaging: Packaging): string[] => {
  const { unpackagedDir, unpackagedFiles, setBySubscribers, keptWithConsumer, forceIgnore } = packaging;
  const packaged = files.filter((file) => !unpackagedFiles.includes(file));
  return [
    ...titled(messages.getMessage('packaging.files'), packaged),
    ...titled(messages.getMessage('packaging.unpackaged', [unpackagedDir]), unpackagedFiles),
    ...describeForceIgnore(forceIgnore),
    ...titled(messages.getMessage('packaging.setBySubscribers'), setBySubscribers.map(describeAsked)),
    ...titled(messages.getMessage('packaging.keptWithConsumer'), keptWithConsumer.map(describeAsked)),
  ];
};
