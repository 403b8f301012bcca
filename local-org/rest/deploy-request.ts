import { deployResult } from '../deploy/result.js';
import type { DeployJob, DeployOptions } from '../deploy/queue.js';
import { readZip } from '../deploy/zip.js';
import { ApiError, json, notFound, readJsonBody } from '../http/api.js';
import { readMultipart } from '../http/multipart.js';
import type { Handler, Route, RouteContext } from '../http/routes.js';
import type { Org } from '../org/org.js';

const DEFAULTS: DeployOptions = {
  allowMissingFiles: false,
  autoUpdatePackage: false,
  checkOnly: false,
  ignoreWarnings: false,
  rollbackOnError: false,
  singlePackage: false,
};

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const readOptions = (part: Buffer | undefined): DeployOptions => {
  if (!part) throw new ApiError(400, 'INVALID_INPUT', 'The request has no part with deploy options');
  let parsed: unknown;
  try {
    parsed = JSON.parse(part.toString('utf8'));
  } catch {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The deploy options are no JSON');
  }
  const given = asObject(asObject(parsed).deployOptions);
  const flags = Object.keys(DEFAULTS) as Array<keyof DeployOptions>;
  return { ...DEFAULTS, ...Object.fromEntries(flags.map((flag) => [flag, String(given[flag]) === 'true'])) };
};

/** In JSON, dates stand as Salesforce writes them and what is absent is null. */
const jsonResult = (job: DeployJob, org: Org, includeDetails: boolean): unknown =>
  JSON.parse(
    JSON.stringify(deployResult(job, org, includeDetails), (_key, value: unknown) => value ?? null).replace(
      /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})Z/g,
      '$1+0000'
    )
  );

const findJob = ({ org, params }: RouteContext): DeployJob => {
  const job = org.deploys.find(params.id ?? '');
  if (!job) throw notFound();
  return job;
};

const start: Handler = async (request, { org, version }) => {
  const parts = readMultipart(request.body, request.headers['content-type'] ?? '');
  const options = readOptions(parts.get('entity_content') ?? parts.get('json'));
  const zip = await readZip(parts.get('file') ?? Buffer.alloc(0));
  const job = org.deploys.add(zip, options, { endpointVersion: Number(version) });
  return json(
    { id: job.id, validatedDeployRequestId: null, deployOptions: options, deployResult: jsonResult(job, org, false) },
    201
  );
};

const status: Handler = (request, context) => {
  const job = findJob(context);
  const includeDetails = request.query.get('includeDetails') === 'true';
  return json({ id: job.id, deployResult: jsonResult(job, context.org, includeDetails) });
};

const cancel: Handler = (request, context) => {
  const job = findJob(context);
  if (asObject(readJsonBody(request).deployResult).status !== 'Canceling') {
    throw new ApiError(400, 'INVALID_INPUT', "A deploy's status can only be changed to Canceling");
  }
  context.org.deploys.cancel(job);
  return json({ id: job.id, deployResult: jsonResult(job, context.org, false) }, 202);
};

export const deployRoutes: readonly Route[] = [
  { pattern: /^metadata\/deployRequest$/, methods: { POST: start } },
  { pattern: /^metadata\/deployRequest\/(?<id>\w+)$/, methods: { GET: status, PATCH: cancel } },
];
