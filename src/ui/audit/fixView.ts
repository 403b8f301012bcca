import { Messages } from '@salesforce/core/messages';
import { isPlanned, type PlannedFix } from '../../operations/fixApps.js';
import { describeDifferences } from '../differences.js';
import { describePlan } from '../planView.js';
import type { FixedApp, FixResult, LeftToPerson } from './fixResult.js';
import { appName, indent } from './lines.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

const called = (app: string | null, org: string): string => messages.getMessage('fix.called', [org, appName(app)]);

const describePlanned = (planned: PlannedFix): string[] => {
  const { fix } = planned;
  const title = called(fix.definition.name, fix.org);
  return isPlanned(planned)
    ? [`${title}: ${fix.findings.map(({ rule }) => rule).join(', ')}`, ...describePlan(planned.plan)]
    : [messages.getMessage('fix.cannot', [title, planned.error.message]), ''];
};

const describeLeft = (left: LeftToPerson[]): string[] =>
  left.length === 0
    ? []
    : [
        '',
        messages.getMessage('fix.left'),
        ...left.flatMap(({ org, app, rule, command, definition }) => [
          `  ${called(app, org)}: ${rule}: ${command}`,
          ...(definition === null ? [] : [`  ${messages.getMessage('mend.file')}`, indent(definition, '    ')]),
        ]),
      ];

/** What would change, app by app and setting by setting. */
export const describePlannedFixes = (planned: PlannedFix[]): string[] => ['', ...planned.flatMap(describePlanned)];

const describeFixed = ({ org, app, state, path, command, differences, error, deployId }: FixedApp): string[] => [
  messages.getMessage(`fix.${state}`, [called(app, org), error?.message ?? path ?? deployId]),
  ...(error?.actions ?? []).map((action) => `  ${action}`),
  ...(command === null ? [] : [`  ${command}`]),
  ...describeDifferences(differences, state === 'validated').slice(1),
];

/** What became of each app, and what is left to a person. */
export const describeFix = ({ apps, left }: FixResult): string[] => [
  '',
  ...(apps.length === 0 ? [messages.getMessage('fix.nothing')] : apps.flatMap(describeFixed)),
  ...describeLeft(left),
];
