import { Messages } from '@salesforce/core/messages';
import type { CreatedApp } from '../operations/applyPlan.js';
import type { HandedOver } from '../operations/handOverCreated.js';
import { describeDifferences } from './differences.js';
import { describeChanges } from './planView.js';
import { describeTest } from './testView.js';
import { describeSteps } from './steps.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');
const report = Messages.loadMessages('sf-plugin-eca', 'report');

/** What was done; an app that is unchanged may have got something beside it. */
const describeOutcome = ({ name, state, related }: CreatedApp): string => {
  const isOnlyBeside = state === 'unchanged' && related.some((member) => member.state !== 'unchanged');
  return messages.getMessage(isOnlyBeside ? 'done.besideOnly' : `done.${state}`, [name]);
};

/** A rehearsal and a change say setting by setting what they are about; of a new app, the next lines tell. */
const describeChanged = ({ state, id, changes }: CreatedApp): string[] =>
  changes.length > 0 && (state === 'validated' || state === 'updated')
    ? [...describeChanges(changes, id === null), '']
    : [];

const handOver = Messages.loadMessages('sf-plugin-eca', 'handOver');

/** Where credentials went. */
export const describeHandedOver = (name: string, { state, outputFile, command }: HandedOver): string => {
  if (outputFile === undefined) return handOver.getMessage('done.command', [name, command]);
  return state === 'unchanged'
    ? handOver.getMessage('done.unchanged', [outputFile, name])
    : handOver.getMessage('done.file', [name, outputFile]);
};

/** What setting up an app came to, as lines for people. */
export const describeCreated = (app: CreatedApp): string[] => [
  describeOutcome(app),
  ...describeChanged(app),
  ...(app.consumerKey === null ? [] : [report.getMessage('consumerKey', [app.consumerKey])]),
  ...(app.id === null ? [] : [report.getMessage('setupUrl', [app.setupUrl])]),
  ...(app.credentials ? [describeHandedOver(app.name, app.credentials)] : []),
  ...(app.related.length === 0
    ? []
    : [
        '',
        messages.getMessage('related.title'),
        ...app.related.map(
          ({ type, fullName, state }) => `  ${messages.getMessage(`related.${state}`, [type, fullName])}`
        ),
      ]),
  ...describeDifferences(app.differences, app.state === 'validated'),
  ...(app.differences.some(({ matters }) => matters) ? ['', report.getMessage('differences.matter')] : []),
  ...(app.test ? ['', ...describeTest(app.test)] : []),
  ...describeSteps(app.nextSteps),
];
