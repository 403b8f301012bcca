import type { Connection } from '@salesforce/core';
import { ensureArray } from '@salesforce/kit';
import { z } from 'zod';
import { parseAnswer } from './answers.js';
import type { Member } from '../metadata/manifest.js';
import type { PackageFile } from './package.js';
import { poll, type PollOptions } from './poll.js';
import { loadSdr } from './sdr.js';
import { packDeletion } from './zip.js';

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

const flag = z.union([z.boolean(), z.stringbool()]);

const outcome = z.object({
  componentType: z.string().nullish(),
  fullName: z.string(),
  created: flag.optional(),
  changed: flag.optional(),
  problem: z.string().nullish(),
});

const outcomes = z.preprocess((found) => ensureArray(found), z.array(outcome));

// jsforce fills in what is missing, so an answer of something else would be one of a deploy that still runs.
const deployStatus = z.object({
  id: z.string().min(1),
  done: z.boolean(),
  success: z.boolean(),
  status: z.string().min(1),
  checkOnly: z.boolean(),
  numberComponentsDeployed: z.number(),
  numberComponentsTotal: z.number(),
  errorMessage: z.string().nullish(),
  details: z.object({ componentSuccesses: outcomes, componentFailures: outcomes }).nullish(),
});

const accepted = z.object({ id: z.string().min(1) });

const stateOf = ({ created, changed }: z.infer<typeof outcome>): DeployedComponent['state'] => {
  if (created) return 'created';
  return changed ? 'changed' : 'unchanged';
};

const toStatus = (answer: unknown): DeployStatus => {
  const status = parseAnswer(deployStatus, answer, 'checkDeployStatus');
  const { componentSuccesses = [], componentFailures = [] } = status.details ?? {};
  return {
    id: status.id,
    done: status.done,
    succeeded: status.success,
    canceled: status.status === 'Canceled',
    checkOnly: status.checkOnly,
    componentsDone: status.numberComponentsDeployed,
    componentsTotal: status.numberComponentsTotal,
    components: componentSuccesses.flatMap((component) =>
      // The manifest is among them, and is no component.
      component.componentType
        ? [{ type: component.componentType, fullName: component.fullName, state: stateOf(component) }]
        : []
    ),
    failures: componentFailures.map(({ componentType, fullName, problem }) => ({
      type: componentType ?? '',
      fullName,
      problem: problem ?? '',
    })),
    problem: status.errorMessage ?? undefined,
  };
};

/** Of a deploy of which the org has not said anything yet. */
const unheardOf = (id: string): DeployStatus => ({
  id,
  done: false,
  succeeded: false,
  canceled: false,
  checkOnly: false,
  componentsDone: 0,
  componentsTotal: 0,
  components: [],
  failures: [],
  problem: undefined,
});

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
  const [{ MetadataApiDeploy }, { STANDARD_TYPES, toComponentSet }] = await Promise.all([
    loadSdr(),
    import('./package.js'),
  ]);
  const components = toComponentSet(files, connection.getApiVersion());
  const deploy = new MetadataApiDeploy({
    usernameOrConnection: connection,
    components,
    registry: STANDARD_TYPES,
    apiOptions: { checkOnly, rollbackOnError: true, singlePackage: true },
  });
  return parseAnswer(accepted, await deploy.start(), 'deploy').id;
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
  const answer = await connection.metadata.deploy(zip, { checkOnly, rollbackOnError: true, singlePackage: true });
  return parseAnswer(accepted, answer, 'deploy').id;
};

/**
 * Has the org delete components, all or none of them.
 *
 * @param checkOnly rehearse: the org validates and deletes nothing
 * @returns the deploy's id
 */
export const startDeletion = async (
  connection: Connection,
  doomed: readonly Member[],
  { checkOnly }: { checkOnly: boolean }
): Promise<string> => {
  const zip = packDeletion(doomed, connection.getApiVersion());
  const answer = await connection.metadata.deploy(zip, { checkOnly, rollbackOnError: true, singlePackage: true });
  return parseAnswer(accepted, answer, 'deploy').id;
};

/** Whether the org does not know the deploy that it was asked about. */
export const isUnknownDeploy = (error: unknown): boolean =>
  error instanceof Error && /INVALID_CROSS_REFERENCE_KEY|INVALID_ID_FIELD|MALFORMED_ID/.test(error.name);

/** Follows a deploy, started here or elsewhere, to its end or until the time is up. */
export const followDeploy = async (
  connection: Connection,
  id: string,
  options: PollOptions<DeployStatus>
): Promise<DeployStatus> => {
  const ask = async (): Promise<DeployStatus> => toStatus(await connection.metadata.checkDeployStatus(id, true));
  return (await poll(ask, options)) ?? unheardOf(id);
};
