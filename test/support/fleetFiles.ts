import { flag } from './operations.js';

export const APPS = `apps:
  plauti:
    template: plauti
    set: { serverOutboundIp: 52.29.100.17 }
    oauth: { callbackUrls: [https://plauti.example.com/callback] }
  billing: { definition: billing.yaml }
`;

/** Two apps in two orgs. */
export const FLEET = `${APPS}orgs:
  prod: { apps: [plauti, billing] }
  uat: { apps: all, overrides: { billing: { label: Billing (UAT) } } }
`;

/** One app in one org. */
export const BILLING_IN_UAT = `apps:
  billing: { definition: billing.yaml }
orgs:
  uat: { apps: [billing] }
`;

export const SCOPES = flag('oauth.scopes', ['api', 'refresh_token']);
