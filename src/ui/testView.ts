import { Messages } from '@salesforce/core/messages';
import type { AppTest } from '../operations/appTest.js';
import type { FlowStep, FlowTest } from '../operations/flowLogin.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.test');

const describeStep = ({ step, ok, detail }: FlowStep): string =>
  `  ${ok ? '✓' : '✗'} ${messages.getMessage(`step.${step}`)}${detail === null ? '' : `: ${detail}`}`;

const describeFlow = ({ flow, state, steps, error, cause, remedy }: FlowTest): string[] => [
  '',
  `${flow}: ${messages.getMessage(`flow.${state}`)}`,
  ...steps.map(describeStep),
  ...(error === null
    ? []
    : [`  ${messages.getMessage('said', [[error.code, error.description].filter(Boolean).join(': ')])}`]),
  ...(cause === null ? [] : [`  ${state === 'untested' ? cause : messages.getMessage('cause', [cause])}`]),
  ...(remedy === null ? [] : [`  ${messages.getMessage('remedy', [remedy])}`]),
];

/** That the org refuses nothing so far is less than a login. */
const resultOf = ({ state, flows }: AppTest): string =>
  state === 'passed' && !flows.some(({ loggedIn }) => loggedIn) ? 'nothingAgainst' : state;

/** What a test of an app's logins came to, as lines for people. */
export const describeTest = (test: AppTest): string[] => [
  messages.getMessage(`state.${resultOf(test)}`, [test.name]),
  ...test.flows.flatMap(describeFlow),
];
