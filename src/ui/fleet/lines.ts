import { Messages } from '@salesforce/core/messages';
import type { JudgedAcceptance } from '../../fleet/acceptances.js';
import type { AppReport, AppResult, FleetReport, OrgReport, ToldError } from '../../operations/fleet/report.js';
import { showTime } from '../../definition/showValue.js';
import { describeChanges } from '../planView.js';
import { labelOf } from '../../settings/table.js';
import { describeHandedOver } from '../created.js';
import { describeTest } from '../testView.js';
import { describeSteps } from '../steps.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

type AppRow = { org: string; app: string; state: string; about: string };

export const appOf = ({ app, name }: AppReport): string => app ?? name ?? '';

/** What became of an app, or what is to be done with it. */
export const stateOf = ({ state, result }: AppReport): string =>
  result ? messages.getMessage(`outcome.${result.outcome}`) : messages.getMessage(`state.${state}`);

const whoChanged = ({ lastChange }: AppReport): string[] =>
  lastChange ? [messages.getMessage('about.lastChange', [lastChange.by, showTime(lastChange.at)])] : [];

const firstLine = ({ message }: ToldError): string => message.split('\n')[0];

/** What there is to say of an app in few words, by its state. */
const ABOUT: Readonly<Record<AppReport['state'], (app: AppReport) => string[]>> = {
  create: ({ lostSince }) => (lostSince === null ? [] : [messages.getMessage('about.lost', [showTime(lostSince)])]),
  update: ({ changes }) => [messages.getMessage('about.changes', [changes.length])],
  drift: (app) => [messages.getMessage('about.changes', [app.changes.length]), ...whoChanged(app)],
  delete: ({ lostSince }) => [messages.getMessage('about.managed', [showTime(lostSince ?? '')])],
  unchanged: () => [],
  failed: ({ error }) => (error ? [firstLine(error)] : []),
};

/** What is left to differ, and why that is no drift. */
const enforced = ({ differences }: AppReport): string[] => {
  const count = differences.filter(({ reason, requested }) => reason === 'enforced' && requested !== null).length;
  return count === 0 ? [] : [messages.getMessage('about.enforced', [count])];
};

const aboutResult = ({ result }: AppReport): string[] => [
  ...(result?.isKeyNew ? [messages.getMessage('about.newKey')] : []),
  ...(result?.credentials?.state === 'handedOver' ? [messages.getMessage('about.handedOver')] : []),
  ...(result?.test ? [messages.getMessage(`about.test.${result.test.state}`)] : []),
  ...(result?.error ? [firstLine(result.error)] : []),
];

/** Whether nothing has come of it, so that what was planned is all that there is to say. */
const isAsPlanned = ({ state, result }: AppReport): boolean =>
  result === null || result.outcome === 'notReached' || state === 'failed';

export const aboutOf = (app: AppReport): string =>
  [
    ...(isAsPlanned(app) ? ABOUT[app.state](app) : []),
    ...aboutResult(app),
    ...enforced(app),
    ...(app.accepted.length > 0 ? [messages.getMessage('about.accepted', [app.accepted.length])] : []),
  ].join('; ');

/** A row for each app of each org; one that could not be asked has its own. */
export const fleetRows = ({ orgs }: FleetReport): AppRow[] =>
  orgs.flatMap((org) =>
    org.error
      ? [{ org: org.org, app: '', state: messages.getMessage('state.failed'), about: firstLine(org.error) }]
      : org.apps.map((app) => ({ org: org.org, app: appOf(app), state: stateOf(app), about: aboutOf(app) }))
  );

export const FLEET_COLUMNS = (['org', 'app', 'state', 'about'] as const).map((key) => ({
  key,
  name: messages.getMessage(`column.${key}`),
}));

/** How many apps are to become what, or became. */
const countsIn = ({ kind, orgs, summary }: FleetReport): string[] => {
  const outcomes = orgs.flatMap(({ apps }) => apps.flatMap(({ result }) => result?.outcome ?? []));
  if (kind === 'apply')
    return [...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, { length }]) =>
      messages.getMessage(`summary.outcome.${outcome}`, [length])
    );
  const parts = Object.entries(summary).filter(([, count]) => count > 0);
  return parts.map(([state, count]) => messages.getMessage(`summary.${state}`, [count]));
};

/** How many apps are what, in one line. */
export const describeSummary = (report: FleetReport): string => {
  const counts = countsIn(report);
  return messages.getMessage('summary', [
    report.orgs.length,
    counts.join(', ') || messages.getMessage('summary.nothing'),
  ]);
};

/** What is done with an app setting by setting, and what is made beside it. */
const describeApp = (app: AppReport): string[] => [
  ...(app.state === 'create' ? [] : describeChanges(app.changes, false).slice(1).map(indent)),
  ...app.beside.map(({ type, fullName }) => `  ${messages.getMessage('beside', [type, fullName])}`),
  ...app.warnings.map((warning) => `  ${messages.getMessage('warning', [warning])}`),
];

const indent = (line: string): string => (line === '' ? '' : `  ${line}`);

const hasDetails = ({ state, warnings }: AppReport): boolean =>
  (state !== 'unchanged' && state !== 'failed') || warnings.length > 0;

/** The same plan of the same app is told once for all orgs that it is for. */
const describeDetails = ({ orgs }: FleetReport): string[] => {
  const all = orgs.flatMap(({ org, apps }) => apps.filter(hasDetails).map((app) => ({ org, app })));
  const alike = Map.groupBy(all, ({ app }) => JSON.stringify([appOf(app), app.state, describeApp(app)]));
  return [...alike.values()].flatMap((group) => {
    const [{ app }] = group;
    const names = group.map(({ org }) => org).join(', ');
    const lines = describeApp(app);
    return lines.length === 0 ? [] : ['', messages.getMessage('details', [appOf(app), names]), ...lines];
  });
};

const describeErrors = ({ orgs }: FleetReport): string[] => {
  const errors = orgs.flatMap(({ org, error, apps }) => [
    ...(error ? [{ title: org, error }] : []),
    ...apps.flatMap((app) =>
      [app.error, app.result?.error]
        .filter((one) => one !== null && one !== undefined)
        .map((one) => ({ title: `${org}, ${appOf(app)}`, error: one }))
    ),
  ]);
  return errors.flatMap(({ title, error }) => [
    '',
    messages.getMessage('errorOf', [title, error.message]),
    ...error.actions.map((action) => `  ${action}`),
  ]);
};

/** What an acceptance comes to. */
export const describeAcceptance = (acceptance: JudgedAcceptance): string => {
  const { org, app, setting, rule, reason, until, where, state } = acceptance;
  const about = [app, setting ?? rule, org].filter((one) => one !== null).join(', ');
  const ends =
    until === null ? messages.getMessage('acceptance.endless') : messages.getMessage('acceptance.until', [until]);
  return messages.getMessage(`acceptance.${state}`, [about, reason, ends, where]);
};

const describeAcceptances = ({ acceptances }: FleetReport): string[] =>
  acceptances.length === 0
    ? []
    : ['', messages.getMessage('acceptances'), ...acceptances.map((one) => `  ${describeAcceptance(one)}`)];

const describeEnforced = ({ orgs }: FleetReport): string[] => {
  const settings = orgs.flatMap(({ apps }) =>
    apps.flatMap(({ differences }) =>
      differences.filter(({ reason, requested }) => reason === 'enforced' && requested !== null)
    )
  );
  const labels = [...new Set(settings.map(({ setting }) => labelOf(setting)))];
  return labels.length === 0 ? [] : ['', messages.getMessage('enforced', [labels.join(', ')])];
};

const describeOrg = ({ org, isRefreshed, unmanaged }: OrgReport): string[] => [
  ...(isRefreshed ? [messages.getMessage('refreshed', [org])] : []),
  ...(unmanaged.length === 0 ? [] : [messages.getMessage('unmanaged', [org, unmanaged.join(', ')])]),
];

interface InOrg {
  org: string;
  app: AppReport;
  result: AppResult;
}

/** What was done, app by app. */
const resultsIn = ({ orgs }: FleetReport): InOrg[] =>
  orgs.flatMap(({ org, apps }) => apps.flatMap((app) => (app.result ? [{ org, app, result: app.result }] : [])));

const titled = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', messages.getMessage(title), ...lines];

/** Whoever uses the apps needs these. */
const describeKeys = (results: InOrg[]): string[] =>
  titled(
    'newKeys',
    results.flatMap(({ org, app, result }) =>
      result.isKeyNew ? [`  ${messages.getMessage('newKey', [org, appOf(app), result.consumerKey])}`] : []
    )
  );

const describeHandOvers = (results: InOrg[]): string[] =>
  titled(
    'handOvers',
    results.flatMap(({ org, app, result }) =>
      result.credentials?.state === 'handedOver'
        ? [`  ${org}: ${describeHandedOver(app.name ?? '', result.credentials)}`]
        : []
    )
  );

/** Of a login that works the table tells. */
const describeTests = (results: InOrg[]): string[] =>
  results.flatMap(({ org, app, result }) =>
    result.test?.state === 'failed' || result.test?.state === 'notLive'
      ? ['', messages.getMessage('details', [appOf(app), org]), ...describeTest(result.test).map(indent)]
      : []
  );

const describeRunning = (results: InOrg[]): string[] =>
  titled(
    'stillRunning',
    results.flatMap(({ org, app, result }) =>
      result.outcome === 'running' ? [`  ${messages.getMessage('running', [org, appOf(app), result.deployId])}`] : []
    )
  );

/** What is left to people is the same for an app in all orgs but for names and addresses: those of one are shown. */
const describeNextSteps = (results: InOrg[]): string[] => {
  const made = results.filter(({ result }) => result.outcome === 'created' && result.nextSteps.length > 0);
  return [...Map.groupBy(made, ({ app }) => appOf(app)).values()].flatMap(([first, ...others]) => {
    const rest = others.map(({ org }) => org).join(', ');
    const tokens = [appOf(first.app), first.org, rest];
    const [, , ...steps] = describeSteps(first.result.nextSteps);
    return ['', messages.getMessage(others.length === 0 ? 'nextSteps' : 'nextSteps.likewise', tokens), ...steps];
  });
};

const describeResults = (report: FleetReport): string[] => {
  const results = resultsIn(report);
  return [
    ...describeKeys(results),
    ...describeHandOvers(results),
    ...describeTests(results),
    ...describeRunning(results),
    ...describeNextSteps(results),
  ];
};

/** A report, but for its table, as lines for people. */
export const describeFleet = (report: FleetReport): string[] => {
  const orgs = report.orgs.flatMap(describeOrg);
  return [
    ...(report.kind === 'plan' ? describeDetails(report) : describeResults(report)),
    ...describeErrors(report),
    ...describeEnforced(report),
    ...(orgs.length === 0 ? [] : ['', ...orgs]),
    ...describeAcceptances(report),
  ];
};
