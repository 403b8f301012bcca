import type { DeployMessage } from '../../../local-org/deploy/messages.js';
import type { DeployJob, DeployOptions } from '../../../local-org/deploy/queue.js';
import { writePackageXml } from '../../../local-org/metadata/package-xml.js';
import { filePath, findType } from '../../../local-org/metadata/types.js';
import { contentType } from '../../../local-org/metadata/types.js';
import type { Fields } from '../../../local-org/org/components.js';
import { Router } from '../../../local-org/http/router.js';
import type { OrgOptions } from '../../../local-org/org/options.js';
import { Org } from '../../../local-org/org/org.js';
import { writeMetadataFile, type XmlValue } from '../../../local-org/xml/write.js';

export const NEWEST = '68.0';

export type Part = { type: string; fullName: string; fields: Record<string, XmlValue> };

/** An org whose clock moves only when a test moves it. */
export class TestOrg {
  public now = Date.parse('2026-10-01T12:00:00Z');
  public readonly org: Org;

  public constructor(options: Partial<OrgOptions> = {}) {
    this.org = new Org({ clock: () => this.now, deployTime: 100, apiVersion: NEWEST, ...options });
  }

  public start(files: ReadonlyMap<string, string>, options: Partial<DeployOptions> = {}): DeployJob {
    const all: DeployOptions = {
      allowMissingFiles: false,
      autoUpdatePackage: false,
      checkOnly: false,
      ignoreWarnings: false,
      rollbackOnError: true,
      singlePackage: true,
      ...options,
    };
    return this.org.deploys.add({ files, size: 1000 }, all, { endpointVersion: Number(NEWEST) });
  }

  public finish(job: DeployJob): { status: string; messages: DeployMessage[] } {
    this.now += 1000;
    this.org.settle();
    return { status: this.org.deploys.statusOf(job), messages: job.outcome?.messages ?? [] };
  }

  /** Deploys and waits for the end. */
  public deploy(
    parts: readonly Part[],
    { version = NEWEST, ...options }: Partial<DeployOptions> & { version?: string } = {}
  ): { status: string; messages: DeployMessage[] } {
    return this.finish(this.start(packageOf(parts, version), options));
  }

  /** Deletes, as a destructive manifest does, and waits for the end. */
  public remove(
    type: string,
    members: string[],
    options: Partial<DeployOptions> = {}
  ): { status: string; messages: DeployMessage[] } {
    const files = packageOf([]);
    const doomed = { version: Number(NEWEST), types: [{ name: type, members }] };
    files.set('destructiveChanges.xml', writePackageXml(doomed, NEWEST));
    return this.finish(this.start(files, options));
  }

  /** The problems of a deploy, by component. */
  public problems(parts: readonly Part[], options: Parameters<TestOrg['deploy']>[1] = {}): Record<string, string> {
    const { messages } = this.deploy(parts, options);
    return Object.fromEntries(
      messages.filter(({ problem }) => problem !== undefined).map(({ fullName, problem }) => [fullName, problem ?? ''])
    );
  }

  /** `fetch`, for clients that are to see this org without a server in between. */
  public readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname, searchParams, origin } = new URL(request.url);
    const router = new Router(this.org, () => undefined);
    const { status, body, contentType, headers } = await router.answer({
      method: request.method,
      path: pathname,
      query: searchParams,
      headers: Object.fromEntries(request.headers),
      body: Buffer.from(await request.arrayBuffer()),
      baseUrl: origin,
    });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
      status,
      headers: { 'content-type': contentType, ...headers },
    });
  };

  public fields(type: string, fullName: string): Fields | undefined {
    return this.org.components.find(type, fullName)?.fields;
  }
}

export const packageOf = (parts: readonly Part[], version = NEWEST): Map<string, string> => {
  const types = [...new Set(parts.map(({ type }) => type))].map((name) => ({
    name,
    members: parts.filter(({ type }) => type === name).map(({ fullName }) => fullName),
  }));
  const files = new Map([['package.xml', writePackageXml({ version: Number(version), types }, version)]]);
  for (const { type, fullName, fields } of parts) {
    const found = findType(type, Infinity);
    if (!found) throw new Error(`No metadata type ${type}`);
    files.set(filePath(found, fullName), writeMetadataFile(contentType(type, fullName), fields));
  }
  return files;
};

export const APP = 'Shop';

const owned =
  (type: string, suffix: string) =>
  (fields: Part['fields'] = {}, app = APP): Part => ({
    type,
    fullName: `${app}${suffix}`,
    fields: { externalClientApplication: app, ...fields },
  });

export const app = (fields: Part['fields'] = {}, fullName = APP): Part => ({
  type: 'ExternalClientApplication',
  fullName,
  fields: { label: fullName, ...fields },
});

export const globalSettings = owned('ExtlClntAppGlobalOauthSettings', '_glbloauth');
export const oauthSettings = owned('ExtlClntAppOauthSettings', '_oauth');
export const securitySettings = owned('ExtlClntAppOauthSecuritySettings', '_oauthSecurity');
/** The policies under the names under which the org makes them itself, so that they may come later. */
export const oauthPolicies = owned('ExtlClntAppOauthConfigurablePolicies', '_oauth_defaultPolicy');
export const appPolicies = owned('ExtlClntAppConfigurablePolicies', '_oauth_defaultPolicy');

/** A whole app, without policies. */
export const wholeApp = (global: Part['fields'] = {}): Part[] => [
  app(),
  globalSettings({ callbackUrl: 'https://shop.example/callback', ...global }),
  oauthSettings({ commaSeparatedOauthScopes: 'Api, RefreshToken' }),
];
