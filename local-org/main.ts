import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { startLocalOrg, type LocalOrgOptions } from './index.js';
import { namespaceOf } from './org/namespaces.js';
import { QUIRKS, type Quirk } from './org/options.js';

const USAGE = `Usage: local-org [--port NUMBER] [--latency MS] [--policy enforced|open] [--edition production|sandbox|scratch]
                 [--domain NAME] [--org-id ID] [--api-version 68.0] [--deploy-time MS] [--activation-delay MS] [--refresh-time MS]
                 [--enforce-allowlist] [--client-address IP] [--namespace NAME]
                 [--installed NAMESPACE__APP]... [--verbose] [--quirk NAME]...
Quirks: ${QUIRKS.join(', ')}
`;

class UsageError extends Error {}

const readNumber = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
};

const readWord = <Word extends string>(name: string, words: readonly Word[], text?: string): Word | undefined => {
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text);
  if (!word) throw new UsageError(`--${name} takes ${words.join(' or ')}, not "${text}"`);
  return word;
};

const NAMESPACE = /^[A-Za-z](?:_?[A-Za-z0-9]){0,14}$/;

const readNamespace = (text: string | undefined): string | undefined => {
  if (text !== undefined && !NAMESPACE.test(text))
    throw new UsageError(`--namespace takes a name of at most 15 letters and digits, not "${text}"`);
  return text;
};

const readInstalled = (given: unknown): string[] | undefined => {
  if (!Array.isArray(given)) return undefined;
  const wrong = given.map(String).find((name) => namespaceOf(name) === null);
  if (wrong !== undefined)
    throw new UsageError(`--installed takes an app with its name space, such as acme__Shop, not "${wrong}"`);
  return given.map(String);
};

const readQuirks = (given: unknown): Quirk[] | undefined =>
  Array.isArray(given)
    ? given.flatMap((name) => readWord('quirk', QUIRKS, String(name))).filter((quirk) => quirk !== undefined)
    : undefined;

const readVersion = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d{2}(\.0)?$/.test(text) || Number(text) < 31) {
    throw new UsageError(`--api-version takes a version from 31.0 on, such as 68.0, not "${text}"`);
  }
  return Number(text).toFixed(1);
};

const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

const readDomain = (text: string | undefined): string | undefined => {
  if (text === undefined || DOMAIN.test(text)) return text;
  throw new UsageError(`--domain takes what the usernames end in, such as uat.acme.example, not "${text}"`);
};

const readOrgId = (text: string | undefined): string | undefined => {
  if (text === undefined || /^00D[A-Za-z\d]{12}$/.test(text)) return text;
  throw new UsageError(`--org-id takes an id of 15 characters that begins with 00D, not "${text}"`);
};

const readAddress = (text: string | undefined): string | undefined => {
  if (text === undefined || isIP(text) > 0) return text;
  throw new UsageError(`--client-address takes an IP address, not "${text}"`);
};

const parse = (): ReturnType<typeof parseArgs>['values'] => {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        latency: { type: 'string' },
        policy: { type: 'string' },
        edition: { type: 'string' },
        domain: { type: 'string' },
        'org-id': { type: 'string' },
        'api-version': { type: 'string' },
        'deploy-time': { type: 'string' },
        'activation-delay': { type: 'string' },
        'refresh-time': { type: 'string' },
        'enforce-allowlist': { type: 'boolean' },
        'client-address': { type: 'string' },
        namespace: { type: 'string' },
        installed: { type: 'string', multiple: true },
        quirk: { type: 'string', multiple: true },
        verbose: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

const readOptions = (): LocalOrgOptions => {
  const flags = parse();
  const text = (name: string): string | undefined => {
    const value = flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  const given = {
    port: readNumber('port', text('port')),
    latency: readNumber('latency', text('latency')),
    policy: readWord('policy', ['enforced', 'open'] as const, text('policy')),
    edition: readWord('edition', ['production', 'sandbox', 'scratch'] as const, text('edition')),
    domain: readDomain(text('domain')),
    orgId: readOrgId(text('org-id')),
    apiVersion: readVersion(text('api-version')),
    deployTime: readNumber('deploy-time', text('deploy-time')),
    activationDelay: readNumber('activation-delay', text('activation-delay')),
    refreshTime: readNumber('refresh-time', text('refresh-time')),
    enforceAllowlist: flags['enforce-allowlist'] === true,
    clientAddress: readAddress(text('client-address')),
    namespace: readNamespace(text('namespace')),
    installed: readInstalled(flags.installed),
    quirks: readQuirks(flags.quirk),
    verbose: flags.verbose === true,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
};

try {
  const org = await startLocalOrg(readOptions());
  const shutDown = (): void => {
    void org.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', shutDown);
  process.once('SIGINT', shutDown);
  const { instanceUrl, accessToken, username, orgId } = org;
  process.stdout.write(`${JSON.stringify({ instanceUrl, accessToken, username, orgId })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(USAGE);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
