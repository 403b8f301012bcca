import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { toAnyJson } from '@salesforce/ts-types';
import { listChange } from '../definition/changes.js';
import type { Difference } from '../definition/compare.js';
import { showItems, showValue } from '../definition/showValue.js';
import { knownFailure, settingOfFailure } from '../metadata/failures.js';
import type { ComponentFailure, DeployStatus } from '../org/deploy.js';
import type { ApiName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** What a setting has, and what was asked for: of a list, the items that it lacks and has too many. */
const describeDifference = ({ setting, requested, live }: Difference): string => {
  const { added = [], removed = [] } = listChange({ setting, before: live, after: requested }) ?? {};
  if (added.length + removed.length === 0) {
    return messages.getMessage('error.appExists.line', [setting, showValue(live), showValue(requested)]);
  }
  const parts = [
    ...(added.length > 0 ? [messages.getMessage('error.appExists.lacks', [showItems(added)])] : []),
    ...(removed.length > 0 ? [messages.getMessage('error.appExists.tooMany', [showItems(removed)])] : []),
  ];
  return `${setting}: ${parts.join('; ')}`;
};

/** The org has an app of that name, and it is another one than was asked for. */
export const appExists = (name: ApiName, differences: Difference[], org: string): SfError => {
  const lines = differences.map(describeDifference);
  const error = messages.createError('error.appExists', [name, differences.length], [name, org]);
  error.message = [error.message, ...lines].join('\n  ');
  error.data = { name, differences: toAnyJson(differences) };
  return error;
};

type DescribedFailure = ComponentFailure & { setting: string | null; what: string };

/** The org's words, and what to do about them where that is known. */
const explainProblem = (problem: string): string => {
  const known = knownFailure(problem);
  return known ? `${problem} (${messages.getMessage(`known.${known.key}`, [known.name])})` : problem;
};

const describeFailure = (failure: ComponentFailure): DescribedFailure => {
  const { type, fullName } = failure;
  const problem = explainProblem(failure.problem);
  const found = settingOfFailure(type, failure.problem);
  const what = found
    ? messages.getMessage('error.deployFailed.setting', [found[1].label, found[0], problem])
    : messages.getMessage('error.deployFailed.component', [type, fullName, problem]);
  return { ...failure, setting: found?.[0] ?? null, what };
};

/** The org refused the package; it has rolled back, so nothing of it is there. */
export const deployFailed = ({ id, failures, problem = '' }: DeployStatus): SfError => {
  const described = failures.map(describeFailure);
  const lines = described.length > 0 ? described.map(({ what }) => what) : [problem];
  const error = messages.createError('error.deployFailed', [id]);
  error.message = [error.message, ...lines].join('\n  ');
  error.data = {
    deployId: id,
    failures: described.map(({ type, fullName, problem: said, setting }) => ({
      type,
      fullName,
      problem: said,
      setting,
    })),
  };
  return error;
};

/** The org refused something that is to stand beside the app. */
export const relatedFailed = ({ id, failures, problem = '' }: DeployStatus): SfError => {
  const lines = failures.map(({ type, fullName, problem: said }) =>
    messages.getMessage('error.deployFailed.component', [type, fullName, said])
  );
  const error = messages.createError('error.relatedFailed', [id]);
  error.message = [error.message, ...(lines.length > 0 ? lines : [problem])].join('\n  ');
  error.data = {
    deployId: id,
    failures: failures.map(({ type, fullName, problem: said }) => ({ type, fullName, problem: said })),
  };
  return error;
};

/** Somebody canceled the deploy in the org. */
export const deployCanceled = (id: string): SfError =>
  messages.createError('error.deployCanceled', [id]).setData({ deployId: id });

/** Nobody has started such a deploy in this org, or it was too long ago. */
export const deployUnknown = (id: string): SfError => messages.createError('error.deployUnknown', [id]);

/** The deploy succeeded, and the app is not there; undefined where nobody knows what it was to be called. */
export const nothingDeployed = (name: ApiName | undefined): SfError =>
  messages.createError('error.nothingDeployed', [name ?? '']);
