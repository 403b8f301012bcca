import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { ensureArray } from '@salesforce/kit';
import type { MetadataApiDeployStatus } from '@salesforce/source-deploy-retrieve';
import type { PackageFile } from './package.js';
import { poll, type PollOptions } from './poll.js';
import { loadSdr } from './sdr.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'org');

/** What became of one component; ids and changes are the org's. */
export interface DeployedComponent {
  type: string;
  fullName: string;
  state: 'created' | 'changed' | 'unchanged';
}

export interface ComponentFailure {
  type: string;
  fullName: string;
  problem: string;
}

export interface DeployStatus {
  id: string;
  done: boolean;
  succeeded: boolean;
  canceled: boolean;
  checkOnly: boolean;
  componentsDone: number;
  componentsTotal: number;
  components: DeployedComponent[];
  failures: ComponentFailure[];
  /** What the org says of the deploy as a whole, where it says something. */
  problem: string | undefined;
}

const toStatus = (status: MetadataApiDeployStatus): DeployStatus => {
  // What is no status at all must not be taken for one of a deploy that still runs.
  if (!status.id) throw new Error(messages.getMessage('noDeployStatus'));
  const successes = ensureArray(status.details?.componentSuccesses).filter(({ componentType }) => componentType);
  const failures = ensureArray(status.details?.componentFailures);
  return {
    id: status.id,
    done: status.done,
    succeeded: status.success,
    canceled: status.status.toString() === 'Canceled',
    checkOnly: status.checkOnly,
    componentsDone: status.numberComponentsDeployed,
    componentsTotal: status.numberComponentsTotal,
    components: successes.map(({ componentType, fullName, created, changed }) => ({
      type: componentType ?? '',
      fullName,
      state: String(created) === 'true' ? 'created' : String(changed) === 'true' ? 'changed' : 'unchanged',
    })),
    failures: failures.map(({ componentType, fullName, problem }) => ({
      type: componentType ?? '',
      fullName,
      problem: problem ?? '',
    })),
    problem: status.errorMessage,
  };
};

/**
 * Sends a package to the org through SDR, whole or not at all, and does not wait for the end.
 *
 * Not for files that hold a secret: SDR shows components to other plugins' hooks.
 *
 * @param checkOnly rehearse: the org validates and changes nothing
 * @returns the deploy's id
 */
export const startDeploy = async (
  connection: Connection,
  files: PackageFile[],
  { checkOnly }: { checkOnly: boolean }
): Promise<string> => {
  const [{ MetadataApiDeploy }, { toComponentSet }] = await Promise.all([loadSdr(), import('./package.js')]);
  const components = toComponentSet(files, connection.getApiVersion());
  const deploy = new MetadataApiDeploy({
    usernameOrConnection: connection,
    components,
    apiOptions: { checkOnly, rollbackOnError: true, singlePackage: true },
  });
  const { id } = await deploy.start();
  if (!id) throw new Error(messages.getMessage('noDeployId'));
  return id;
};

/**
 * Sends a package that holds secrets: packed by SDR, and sent past it, since SDR shows what it deploys to other plugins'
 * hooks and may write it to disk.
 *
 * @returns the deploy's id
 */
export const startSecretDeploy = async (
  connection: Connection,
  files: PackageFile[],
  { checkOnly }: { checkOnly: boolean }
): Promise<string> => {
  const { toZip } = await import('./package.js');
  const zip = await toZip(files, connection.getApiVersion());
  const { id } = await connection.metadata.deploy(zip, { checkOnly, rollbackOnError: true, singlePackage: true });
  if (!id) throw new Error(messages.getMessage('noDeployId'));
  return id;
};

/** Follows a deploy, started here or elsewhere, to its end or until the time is up. */
export const followDeploy = async (
  connection: Connection,
  id: string,
  options: PollOptions<DeployStatus>
): Promise<DeployStatus> => {
  const { MetadataApiDeploy } = await loadSdr();
  const deploy = new MetadataApiDeploy({ usernameOrConnection: connection, id });
  return poll(async () => toStatus(await deploy.checkStatus()), options);
};
