import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { toAnyJson } from '@salesforce/ts-types';
import type { Difference } from '../definition/compare.js';
import { settingOfFailure } from '../metadata/failures.js';
import type { ComponentFailure, DeployStatus } from '../org/deploy.js';
import type { ApiName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The org has an app of that name, and it is another one than was asked for. */
export const appExists = (name: ApiName, differences: Difference[], org: string): SfError => {
  const lines = differences.map(({ setting, requested, live }) =>
    messages.getMessage('error.appExists.line', [setting, show(live), show(requested)])
  );
  const error = messages.createError('error.appExists', [name, differences.length], [name, org]);
  error.message = [error.message, ...lines].join('\n  ');
  error.data = { name, differences: toAnyJson(differences) };
  return error;
};

type DescribedFailure = ComponentFailure & { setting: string | null; what: string };

const describeFailure = (failure: ComponentFailure): DescribedFailure => {
  const { type, fullName, problem } = failure;
  const found = settingOfFailure(type, problem);
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

/** The deploy succeeded, and the app is not there; undefined where nobody knows what it was to be called. */
export const nothingDeployed = (name: ApiName | undefined): SfError =>
  messages.createError('error.nothingDeployed', [name ?? '']);
