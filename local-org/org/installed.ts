import { findType } from '../metadata/types.js';
import { defaultFields } from '../rules/defaults.js';
import type { Fields, NewComponent } from './components.js';
import { namespaceOf, withoutNamespace } from './namespaces.js';

type DefaultsOrg = Parameters<typeof defaultFields>[3];

/** The org in which the packages of all publishers were made. */
const PUBLISHER = '00DPu000000PubLEAX';

const member = (type: string, fullName: string, fields: Fields, org: DefaultsOrg): NewComponent => ({
  type,
  fullName,
  keyPrefix: findType(type, Infinity)?.keyPrefix ?? '',
  fields: defaultFields(type, fullName, fields, org),
});

/**
 * What an org holds of an app whose package was installed: the app and its OAuth settings, which are the publisher's, and
 * policies, which are the org's own. docs/platform.md#name-spaces
 *
 * @param app with its name space, such as `acme__Shop`
 */
export const installedApp = (app: string, org: DefaultsOrg): NewComponent[] => {
  const bare = withoutNamespace(app);
  const ofApp = { externalClientApplication: app };
  return [
    member(
      'ExternalClientApplication',
      app,
      {
        contactEmail: `support@${namespaceOf(app) ?? ''}.example`,
        distributionState: 'Packaged',
        label: bare.replaceAll('_', ' '),
        orgScopedExternalApp: `${PUBLISHER}:${bare}`,
      },
      org
    ),
    member(
      'ExtlClntAppOauthSettings',
      `${app}_oauth`,
      {
        ...ofApp,
        commaSeparatedOauthScopes: 'Api, RefreshToken',
        oauthLink: `${PUBLISHER}:888Pu0000000001`,
      },
      org
    ),
    member('ExtlClntAppConfigurablePolicies', `${app}_plcy`, ofApp, org),
    member('ExtlClntAppOauthConfigurablePolicies', `${app}_oauthPlcy`, ofApp, org),
  ];
};
