import { Messages } from '@salesforce/core/messages';
import { SfError } from '@salesforce/core/sfError';
import type { Difference } from '../definition/compare.js';
import { settingOfFailure } from '../metadata/failures.js';
import type { ComponentFailure, DeployStatus } from '../org/deploy.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The org has an app of that name, and it is another one than was asked for. */
export const appExists = (name: string, differences: Difference[]): SfError => {
  const lines = differences.map(({ setting, requested, live }) =>
    messages.getMessage('error.appExists.line', [setting, show(live), show(requested)])
  );
  return SfError.create({
    name: 'AppExists',
    message: [messages.getMessage('error.appExists', [name, differences.length]), ...lines].join('\n  '),
    actions: messages.getMessages('error.appExists.actions', [name]),
    data: { name, differences: differences as never },
  });
};

const describeFailure = ({ type, fullName, problem }: ComponentFailure): { what: string; setting: string | null } => {
  const found = settingOfFailure(type, problem);
  return found
    ? { setting: found[0], what: messages.getMessage('error.deployFailed.setting', [found[1].label, found[0], problem]) }
    : { setting: null, what: messages.getMessage('error.deployFailed.component', [type, fullName, problem]) };
};

/** The org refused the package; it has rolled back, so nothing of it is there. */
export const deployFailed = ({ id, failures, problem }: DeployStatus): SfError => {
  const described = failures.map((failure) => ({ ...failure, ...describeFailure(failure) }));
  const lines = described.length > 0 ? described.map(({ what }) => what) : [problem ?? ''];
  return SfError.create({
    name: 'DeployFailed',
    message: [messages.getMessage('error.deployFailed', [id]), ...lines].join('\n  '),
    data: {
      deployId: id,
      failures: described.map(({ type, fullName, problem: said, setting }) => ({ type, fullName, problem: said, setting })),
    },
  });
};

/** Somebody canceled the deploy in the org. */
export const deployCanceled = (id: string): SfError =>
  SfError.create({ name: 'DeployCanceled', message: messages.getMessage('error.deployCanceled', [id]), data: { deployId: id } });

/** The deploy succeeded, and the app is not there. */
export const nothingDeployed = (name: string): SfError =>
  SfError.create({ name: 'AppNotFound', message: messages.getMessage('error.nothingDeployed', [name]) });
