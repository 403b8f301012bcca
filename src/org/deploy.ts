import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { Connection } from '@salesforce/core';
import { ensureArray } from '@salesforce/kit';
import {
  ComponentSet,
  MetadataApiDeploy,
  MetadataResolver,
  RegistryAccess,
  RequestStatus,
  VirtualTreeContainer,
  type MetadataApiDeployStatus,
} from '@salesforce/source-deploy-retrieve';
import { poll, type PollOptions } from './poll.js';

/** A file of a package that exists only in memory. */
export interface PackageFile {
  /** Path below the package, such as `externalClientApps/My_App.eca-meta.xml`. */
  path: string;
  content: string;
}

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

/** SDR's tree of files in memory, with the stream that packing asks for. */
class MemoryTree extends VirtualTreeContainer {
  public override stream(path: string): Readable {
    return Readable.from(this.readFileSync(path));
  }
}

const ROOT = `${sep}eca`;

const toTree = (files: PackageFile[]): MemoryTree => {
  const folders = new Map<string, Array<{ name: string; data: Buffer }>>();
  for (const { path, content } of files) {
    const folder = dirname(path);
    const name = path.slice(folder.length + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), { name, data: Buffer.from(content) }]);
  }
  return new MemoryTree([
    { dirPath: ROOT, children: [...folders.keys()] },
    ...[...folders].map(([folder, children]) => ({ dirPath: join(ROOT, folder), children })),
  ]);
};

const toComponentSet = (files: PackageFile[], apiVersion: string): ComponentSet => {
  // A .forceignore file of the user's project has no say in what this plugin deploys.
  const resolver = new MetadataResolver(new RegistryAccess(), toTree(files), false);
  const set = new ComponentSet(resolver.getComponentsFromPath(ROOT));
  set.apiVersion = apiVersion;
  set.sourceApiVersion = apiVersion;
  return set;
};

const toStatus = (status: MetadataApiDeployStatus): DeployStatus => {
  const successes = ensureArray(status.details?.componentSuccesses).filter(({ componentType }) => componentType);
  const failures = ensureArray(status.details?.componentFailures);
  return {
    id: status.id,
    done: status.done,
    succeeded: status.success,
    canceled: status.status === RequestStatus.Canceled,
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
  const components = toComponentSet(files, connection.getApiVersion());
  const deploy = new MetadataApiDeploy({
    usernameOrConnection: connection,
    components,
    apiOptions: { checkOnly, rollbackOnError: true, singlePackage: true },
  });
  const { id } = await deploy.start();
  return id;
};

/** Follows a deploy, started here or elsewhere, to its end or until the time is up. */
export const followDeploy = async (
  connection: Connection,
  id: string,
  options: PollOptions<DeployStatus>
): Promise<DeployStatus> => {
  const deploy = new MetadataApiDeploy({ usernameOrConnection: connection, id });
  return poll(async () => toStatus(await deploy.checkStatus()), options);
};
