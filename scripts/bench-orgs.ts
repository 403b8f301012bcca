/**
 * Orgs in a process of their own, to which the CLI of this process's home is logged in: what they cost must not be
 * mixed with what the measured command costs. Started by bench-fleet.ts, which asks it for the requests so far.
 *
 *     node bench-orgs.js <latency, ms> <suffix of the orgs' domains> <alias> ...
 */
import { AuthInfo, StateAggregator } from '@salesforce/core';
import type { ApiRequest } from '../local-org/http/api.js';
import { startLocalOrg } from '../local-org/index.js';
import { operationIn } from '../test/support/recorder.js';
import type { TimedRequest } from './critical-path.js';

const [latency, suffix, ...names] = process.argv.slice(2);

let requests: TimedRequest[] = [];

/** What a request is for, the same for every app and org. */
const kindOf = ({ method, path, body }: ApiRequest): string =>
  operationIn(path, body.toString('utf8')) ??
  `${method} ${path.replace(/^\/services\/data(\/v[\d.]+)?/, '').replace(/\b(?=\w*\d)\w{15,18}\b/g, '<id>')}`;

const now = (): number => performance.timeOrigin + performance.now();

const startOrg = async (alias: string): Promise<void> => {
  const onRequest = (request: ApiRequest): (() => void) => {
    const from = now();
    return () => void requests.push({ org: alias, kind: kindOf(request), from, to: now() });
  };
  const org = await startLocalOrg({ latency: Number(latency), domain: `${alias}.${suffix}`, onRequest });
  const { username, accessToken, instanceUrl, orgId } = org;
  const login = { username, accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl } };
  await (await AuthInfo.create(login)).save({ orgId });
  await (await StateAggregator.getInstance()).aliases.setAndSave(alias, username);
};

for (const name of names) await startOrg(name);
requests = [];

process.on('message', () => {
  process.send?.(requests);
  requests = [];
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
