import { Messages } from '@salesforce/core/messages';
import { toCommand } from '../definition/shell.js';
import type { ExportedApp, LeftOutApp } from '../operations/exportedFiles.js';
import type { ExportedOrg } from '../operations/exportApps.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.export');

/** Lines under a title, or nothing at all. */
const titled = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', messages.getMessage(title), ...lines.map((line) => `  ${line}`)];

const describeApp = ({ file, label }: ExportedApp): string => messages.getMessage('app', [file, label]);

const describeLeftOut = ({ name, reason }: LeftOutApp): string => `${name}: ${reason}`;

/** The command that sets an app up again, or says that it is as the file has it. */
const takeBack = ({ file }: ExportedApp, orgName: string): string =>
  toCommand(['sf', 'eca', 'create', '--definition-file', file, '--update-existing', '--target-org', orgName]);

/** What was exported, as lines for people. */
export const describeExport = ({ apps, leftOut, fleetFile }: ExportedOrg, orgName: string): string[] => {
  const others = titled('leftOut', leftOut.map(describeLeftOut));
  if (fleetFile === null) return [messages.getMessage('none', [orgName]), ...others];
  const refused = apps.flatMap(({ refusedIfNew }) => refusedIfNew.map(({ where, what }) => `${where}: ${what}`));
  return [
    messages.getMessage('done', [apps.length, orgName, fleetFile]),
    ...apps.map((app) => `  ${describeApp(app)}`),
    ...others,
    ...titled('refusedIfNew', refused),
    '',
    messages.getMessage('notInFiles'),
    '',
    messages.getMessage('nextStep', [takeBack(apps[0], orgName)]),
  ];
};
