import type { XmlElements } from '../../src/settings/codecs.js';
import type { EcaType } from '../../src/settings/platform.js';
import type { ProbeComponent } from './parcel.js';

/** What is to be different from a plain app. */
export interface Variation {
  app?: XmlElements;
  global?: XmlElements;
  oauth?: XmlElements;
  allowlist?: XmlElements;
  oauthPolicies?: XmlElements;
}

/** Nobody listens there: example.com is set aside for documentation. */
export const CALLBACK = 'https://example.com/callback';

const PARTS: Readonly<Record<keyof Variation, { type: EcaType; suffix: string }>> = {
  app: { type: 'ExternalClientApplication', suffix: '' },
  global: { type: 'ExtlClntAppGlobalOauthSettings', suffix: '_glbloauth' },
  oauth: { type: 'ExtlClntAppOauthSettings', suffix: '_oauth' },
  allowlist: { type: 'ExtlClntAppOauthSecuritySettings', suffix: '_oauthSecurity' },
  oauthPolicies: { type: 'ExtlClntAppOauthConfigurablePolicies', suffix: '_oauthPlcy' },
};

/** A component of an app. */
export const partOf = (
  app: string,
  part: Exclude<keyof Variation, 'app'>,
  elements: XmlElements = {},
  fullName = `${app}${PARTS[part].suffix}`
): ProbeComponent => ({
  type: PARTS[part].type,
  fullName,
  elements: { externalClientApplication: app, label: fullName, ...elements },
});

export const globalSettings = (app: string, elements: XmlElements = {}): ProbeComponent =>
  partOf(app, 'global', { callbackUrl: CALLBACK, ...elements });

export const oauthSettings = (app: string, elements: XmlElements = {}, fullName?: string): ProbeComponent =>
  partOf(app, 'oauth', { commaSeparatedOauthScopes: 'Api', ...elements }, fullName);

/** The app alone, without OAuth. */
export const bareApp = (name: string, mark: string, elements: XmlElements = {}): ProbeComponent => ({
  type: PARTS.app.type,
  fullName: name,
  elements: {
    contactEmail: 'probe@example.com',
    description: mark,
    distributionState: 'Local',
    label: name,
    ...elements,
  },
});

/** An app with OAuth as everybody's is, but for the variation. */
export const oauthApp = (name: string, mark: string, variation: Variation = {}): ProbeComponent[] => {
  const { app, global, oauth, allowlist, oauthPolicies } = variation;
  return [
    bareApp(name, mark, app),
    globalSettings(name, global),
    oauthSettings(name, oauth),
    ...(allowlist ? [partOf(name, 'allowlist', allowlist)] : []),
    ...(oauthPolicies ? [partOf(name, 'oauthPolicies', oauthPolicies)] : []),
  ];
};

/** As many ranges of one address, in the addresses that are set aside for documentation. */
export const ranges = (count: number): XmlElements => ({
  tokenIpRanges: Array.from({ length: count }, (_, index) => range(`203.0.113.${index}`, `203.0.113.${index}`)),
});

export const range = (startIpAddress: string, endIpAddress: string): XmlElements => ({
  description: 'probe',
  endIpAddress,
  startIpAddress,
});
