/** Apps that Salesforce's own libraries deploy, as any team would: no line of the plugin is in it. */
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { AuthInfo, Connection } from '@salesforce/core';
import { Duration } from '@salesforce/kit';
import {
  ComponentSet,
  MetadataApiDeploy,
  VirtualTreeContainer,
  type DeployResult,
} from '@salesforce/source-deploy-retrieve';
import type { LocalOrg } from '../../local-org/index.js';

export const VERSION = '68.0';

export const file = (type: string, elements: Record<string, string | boolean>): Buffer => {
  const lines = Object.entries(elements).map(([name, value]) => `    <${name}>${value}</${name}>`);
  const open = `<${type} xmlns="http://soap.sforce.com/2006/04/metadata">`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${open}\n${lines.join('\n')}\n</${type}>\n`);
};

/** SDR's own container lacks `stream()`, which packing calls. */
class Files extends VirtualTreeContainer {
  public override stream(path: string): Readable {
    return Readable.from([this.readFileSync(path)]);
  }
}

export const sourceSet = (files: Record<string, Buffer>): ComponentSet => {
  const folders = [...new Set(Object.keys(files).map((path) => dirname(path)))];
  const tree = new Files([
    { dirPath: '/app', children: folders },
    ...folders.map((folder) => ({
      dirPath: `/app/${folder}`,
      children: Object.entries(files)
        .filter(([path]) => dirname(path) === folder)
        .map(([path, data]) => ({ name: basename(path), data })),
    })),
  ]);
  const set = ComponentSet.fromSource({ fsPaths: ['/app'], tree });
  set.sourceApiVersion = VERSION;
  return set;
};

export const connect = async ({ instanceUrl, accessToken }: LocalOrg): Promise<Connection> => {
  const authInfo = await AuthInfo.create({
    accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl },
    username: accessToken,
  });
  return Connection.create({ authInfo, connectionOptions: { version: VERSION } });
};

export const deploy = async (
  connection: Connection,
  set: ComponentSet,
  options: { rest?: boolean; checkOnly?: boolean } = {}
): Promise<DeployResult> => {
  const job = new MetadataApiDeploy({
    usernameOrConnection: connection,
    components: set,
    apiOptions: { rollbackOnError: true, singlePackage: true, ...options },
  });
  await job.start();
  return job.pollStatus({ frequency: Duration.milliseconds(20), timeout: Duration.seconds(10) });
};

/** Deploys the files of one app, and reads its key and secret. */
export const deployApp = async (
  connection: Connection,
  files: Record<string, Buffer>
): Promise<{ consumerKey: string; consumerSecret: string }> => {
  const settings = file('ExternalClientAppSettings', { enableClientSecretInRestApiAccess: true });
  const { response } = await deploy(
    connection,
    sourceSet({ ...files, 'settings/ExternalClientApp.settings-meta.xml': settings })
  );
  if (!response.success) throw new Error(JSON.stringify(response.details.componentFailures));
  const { Id } = await connection.singleRecordQuery<{ Id: string }>('SELECT Id FROM ExternalClientApplication');
  const url = `/apps/oauth/credentials/${Id}`;
  const { consumers } = await connection.requestGet<{ consumers: Array<{ id: string }> }>(url);
  const pair = `${url}/${consumers[0]?.id ?? ''}?part=keyandsecret`;
  const { key, secret } = await connection.requestGet<{ key: string; secret: string }>(pair);
  return { consumerKey: key, consumerSecret: secret };
};

/** The files of the app Shop, with more elements in its settings. */
export const appFiles = ({
  global = {},
  scopes = 'Api,RefreshToken',
  policies = {},
}: {
  global?: Record<string, string | boolean>;
  scopes?: string;
  policies?: Record<string, string | boolean>;
}): Record<string, Buffer> => ({
  'externalClientApps/Shop.eca-meta.xml': file('ExternalClientApplication', { label: 'Shop' }),
  'extlClntAppGlobalOauthSets/Shop_glbloauth.ecaGlblOauth-meta.xml': file('ExtlClntAppGlobalOauthSettings', {
    callbackUrl: 'https://shop.example/callback',
    externalClientApplication: 'Shop',
    ...global,
  }),
  'extlClntAppOauthSettings/Shop_oauth.ecaOauth-meta.xml': file('ExtlClntAppOauthSettings', {
    commaSeparatedOauthScopes: scopes,
    externalClientApplication: 'Shop',
  }),
  'extlClntAppOauthPolicies/Shop_oauthPlcy.ecaOauthPlcy-meta.xml': file('ExtlClntAppOauthConfigurablePolicies', {
    externalClientApplication: 'Shop',
    ...policies,
  }),
});
