import { Messages } from '@salesforce/core/messages';
import type { CredentialsStatus, ShownPair } from '../operations/keyPairs.js';
import type { RotatedCredentials } from '../operations/rotateCredentials.js';
import { describeHandedOver } from './created.js';
import { describeSteps } from './steps.js';
import { describeTest } from './testView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.rotate-credentials');
const report = Messages.loadMessages('sf-plugin-eca', 'report');

const describePair = ({ key, state, expirationDate }: ShownPair): string => {
  const until = expirationDate === null ? [] : [messages.getMessage('pair.until', [expirationDate])];
  return `  ${key}: ${[messages.getMessage(`pair.${state}`), ...until].join(', ')}`;
};

/** The key pairs of an app, as lines for people. */
export const describePairs = ({ name, pairs }: CredentialsStatus): string[] => [
  messages.getMessage('pairs', [name]),
  ...pairs.map(describePair),
];

/** What a rotation came to, as lines for people. */
export const describeRotation = (rotated: RotatedCredentials): string[] => {
  const { name, state, consumerKey, formerKey, formerPair, credentials, test, nextSteps } = rotated;
  return [
    messages.getMessage(`done.${state}`, [name]),
    report.getMessage('consumerKey', [consumerKey]),
    ...(credentials === null ? [] : [describeHandedOver(name, credentials)]),
    ...(formerKey === null ? [] : [messages.getMessage(`former.${formerPair}`, [formerKey])]),
    ...(test === null ? [] : ['', ...describeTest(test)]),
    ...describeSteps(nextSteps),
  ];
};
