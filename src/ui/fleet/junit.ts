import { Messages } from '@salesforce/core/messages';
import XMLBuilder from 'fast-xml-builder';
import type { JudgedAcceptance } from '../../fleet/acceptances.js';
import {
  isBadAcceptance,
  type AppOutcome,
  type AppReport,
  type AppState,
  type FleetReport,
  type OrgReport,
} from '../../operations/fleet/report.js';
import { visible } from '../../settings/visible.js';
import { aboutOf, appOf, describeAcceptance, stateOf } from './lines.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** How a test ends that says whether an app is as it should be: `failure`: it is not; `error`: nobody knows. */
type Verdict = 'passed' | 'failure' | 'error';

const OF_STATE: Readonly<Record<AppState, Verdict>> = {
  unchanged: 'passed',
  create: 'failure',
  update: 'failure',
  drift: 'failure',
  delete: 'failure',
  failed: 'error',
};

const OF_OUTCOME: Readonly<Record<AppOutcome, Verdict>> = {
  created: 'passed',
  updated: 'passed',
  deleted: 'passed',
  unchanged: 'passed',
  validated: 'passed',
  running: 'failure',
  leftAlone: 'failure',
  notReached: 'error',
  failed: 'error',
};

type Case = Record<string, unknown>;

const testCase = (suite: string, name: string, verdict: Verdict, message: string, text = ''): Case => ({
  '@classname': visible(suite),
  '@name': visible(name),
  ...(verdict !== 'passed' && {
    [verdict]: { '@message': visible(message), '@type': verdict, '#text': visible(text) },
  }),
});

const caseOf = (org: string, app: AppReport): Case => {
  const verdict = app.result ? OF_OUTCOME[app.result.outcome] : OF_STATE[app.state];
  const message = [stateOf(app), aboutOf(app)].filter(Boolean).join(': ');
  const error = app.result?.error ?? app.error;
  const changes = app.changes.map(({ setting }) => setting);
  return testCase(org, appOf(app), verdict, message, error?.message ?? changes.join('\n'));
};

const suite = (name: string, cases: Case[]): object => ({
  '@name': visible(name),
  '@tests': cases.length,
  '@failures': cases.filter((one) => 'failure' in one).length,
  '@errors': cases.filter((one) => 'error' in one).length,
  testcase: cases,
});

const suiteOf = ({ org, error, apps }: OrgReport): object =>
  suite(
    org,
    error
      ? [testCase(org, messages.getMessage('junit.org'), 'error', error.message, error.message)]
      : apps.map((app) => caseOf(org, app))
  );

const acceptanceCase = (acceptance: JudgedAcceptance): Case => {
  const { org, app, setting, rule } = acceptance;
  const name = [app, setting ?? rule, org].filter((part) => part !== null).join(', ');
  const verdict = isBadAcceptance(acceptance) ? 'failure' : 'passed';
  return testCase(messages.getMessage('junit.acceptances'), name, verdict, describeAcceptance(acceptance));
};

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  textNodeName: '#text',
  ignoreAttributes: false,
  format: true,
  processEntities: true,
  suppressBooleanAttributes: false,
});

/** The report as JUnit XML, which CI services show: a suite an org, a test an app. */
export const toJunit = (report: FleetReport): string => {
  const acceptances = report.acceptances.map(acceptanceCase);
  const suites = [
    ...report.orgs.map(suiteOf),
    ...(acceptances.length > 0 ? [suite(messages.getMessage('junit.acceptances'), acceptances)] : []),
  ];
  const content: string = builder.build({ testsuites: { '@name': visible(report.fleet), testsuite: suites } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${content}`;
};
