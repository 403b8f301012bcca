import type { Connection } from '@salesforce/core';
import JSZip from 'jszip';
import type { AppDefinition } from '../../src/definition/schema.js';
import { FILE_PLACES } from '../../src/metadata/componentTypes.js';
import { encodeComponents, type Component } from '../../src/metadata/components.js';
import { toXml } from '../../src/metadata/xml.js';
import { followDeploy } from '../../src/org/deploy.js';
import { parseIpRange } from '../../src/settings/ipRanges.js';
import { ECA_TYPES } from '../../src/settings/platform.js';
import { apiName, type ApiName } from '../../src/settings/apiNames.js';

/** Fewer files than one deploy takes, and many enough that few deploys do. */
const APPS_A_DEPLOY = 500;

export const appName = (index: number): ApiName => apiName.parse(`App_${String(index).padStart(4, '0')}`);

/** An app as vendors have it, with an allowlist where the number is even. */
const appOf = (index: number): AppDefinition => ({
  name: appName(index),
  label: `App ${index}`,
  contactEmail: 'owner@example.com',
  oauth: {
    callbackUrls: [`https://vendor-${index}.example.com/oauth/callback`],
    scopes: ['api', 'refresh_token'],
    ...(index % 2 === 0 && { security: { refreshTokenIpAllowlist: [parseIpRange('52.29.100.17')] } }),
  },
  policies: { permittedUsers: 'allSelfAuthorized', refreshToken: 'validUntilRevoked' },
});

const packageXml = (components: Component[]): string => {
  const types = ECA_TYPES.map((type) => {
    const members = components.filter((component) => component.type === type);
    return `<types>${members.map(({ fullName }) => `<members>${fullName}</members>`).join('')}<name>${type}</name></types>`;
  });
  return `<Package xmlns="http://soap.sforce.com/2006/04/metadata">${types.join('')}<version>68.0</version></Package>`;
};

const deployAll = async (connection: Connection, components: Component[]): Promise<void> => {
  const zip = new JSZip();
  zip.file('package.xml', packageXml(components));
  for (const component of components) {
    const { folder, suffix } = FILE_PLACES[component.type];
    zip.file(`${folder}/${component.fullName}.${suffix}`, toXml(component));
  }
  const options = { singlePackage: true, rollbackOnError: true };
  const { id } = await connection.metadata.deploy(await zip.generateAsync({ type: 'nodebuffer' }), options);
  const { failures } = await followDeploy(connection, id, {});
  if (failures.length > 0) throw new Error(failures[0].problem);
};

/** Fills an org with apps, up to this number: through its API, as anybody would. */
export const fillWithApps = async (connection: Connection, count: number, from = 0): Promise<void> => {
  for (let start = from; start < count; start += APPS_A_DEPLOY) {
    const indexes = Array.from({ length: Math.min(APPS_A_DEPLOY, count - start) }, (_, offset) => start + offset);
    await deployAll(
      connection,
      indexes.flatMap((index) => encodeComponents(appOf(index), 68).components)
    );
  }
};
