import type { Component, ComponentStore, Fields, KeyPair } from '../org/components.js';
import type { OrgState } from '../org/state.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

type ClientOrg = Pick<OrgState, 'components' | 'options' | 'now'>;

/** An app as the OAuth endpoints see it: its components' elements, put together. */
export type Client = {
  app: Component;
  globalSettings: Fields;
  oauthSettings: Fields;
  securitySettings: Fields;
  appPolicies: Fields;
  oauthPolicies: Fields;
};

export const readClient = (app: Component, components: ComponentStore): Client => {
  const members = components.listOfApp(app.fullName);
  const fieldsOf = (type: string): Fields => members.find((member) => member.type === type)?.fields ?? {};
  return {
    app,
    globalSettings: fieldsOf(GLOBAL),
    oauthSettings: fieldsOf('ExtlClntAppOauthSettings'),
    securitySettings: fieldsOf('ExtlClntAppOauthSecuritySettings'),
    appPolicies: fieldsOf('ExtlClntAppConfigurablePolicies'),
    oauthPolicies: fieldsOf('ExtlClntAppOauthConfigurablePolicies'),
  };
};

/** Whether the time is over in which nobody knows a new app's key: docs/platform.md#oauth */
const isLive = (app: Component, org: ClientOrg): boolean => {
  const settings = org.components.listOfApp(app.fullName).find(({ type }) => type === GLOBAL);
  return (settings ?? app).createdDate.getTime() + org.options.activationDelay <= org.now().getTime();
};

/** The app that has this consumer key, and the secret that goes with the key: docs/platform.md#credentials */
export const findClient = (org: ClientOrg, consumerKey: string): (Client & { secret: string }) | undefined => {
  const { components } = org;
  for (const [name, { staged, ...current }] of components.consumers) {
    const pairs: KeyPair[] = staged?.state === 'rotated' ? [current, staged] : [current];
    const pair = pairs.find(({ key }) => key === consumerKey);
    const app = pair && components.find('ExternalClientApplication', name);
    if (app && isLive(app, org)) return { ...readClient(app, components), secret: pair.secret };
  }
  return undefined;
};

/** Compared character for character: docs/platform.md#oauth */
export const hasCallbackUrl = ({ globalSettings: { callbackUrl } }: Client, url: string): boolean =>
  typeof callbackUrl === 'string' && callbackUrl.split(/\r?\n/).includes(url);
