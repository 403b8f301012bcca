import { NO_GRANTS } from '../../src/definition/grants.js';
import type { AuditedApp, AuditFacts } from '../../src/audit/facts.js';
import { mergeDefinitions, type AppDefinition, type PartialDefinition } from '../../src/definition/schema.js';
import { parseIpRange } from '../../src/settings/ipRanges.js';
import { apiName } from '../../src/settings/apiNames.js';

export const NOW = new Date('2026-11-24T12:00:00.000Z');

/** An app in which no rule finds anything. */
const SOUND: AppDefinition = {
  name: apiName.parse('Vendor'),
  label: 'Vendor',
  oauth: {
    callbackUrls: ['https://vendor.example/oauth'],
    scopes: ['api', 'refresh_token'],
    security: {
      requireSecretForRefreshTokenFlow: true,
      requirePkce: true,
      rotateRefreshTokens: true,
      limitIdleRefreshTokens: true,
      refreshTokenIpAllowlist: [parseIpRange('52.29.100.17')],
    },
  },
  policies: {
    permittedUsers: 'adminApproved',
    permissionSets: ['Vendor_Users'],
    refreshToken: { expireAfter: { amount: 90, unit: 'days' } },
  },
};

/** A sound app, changed. */
export const auditedApp = (change: PartialDefinition = {}, more: Partial<AuditedApp> = {}): AuditedApp => {
  const definition = { ...mergeDefinitions(SOUND, change), name: change.name ?? SOUND.name };
  return {
    name: definition.name,
    label: definition.label ?? definition.name,
    installedFrom: null,
    createdDate: '2026-08-01T00:00:00.000Z',
    definition,
    grants: NO_GRANTS,
    url: `https://acme.my.salesforce-setup.com/lightning/setup/ManageExternalClientApplication/${definition.name}`,
    ...more,
  };
};

/** An org in which no rule finds anything. */
export const auditFacts = (more: Partial<AuditFacts> = {}): AuditFacts => ({
  apiVersion: 68,
  now: NOW,
  isSecretAccessOn: false,
  admins: new Set(['admin@example.com']),
  tokenUse: new Map([['Vendor', { lastUsed: '2026-11-20T00:00:00.000Z' }]]),
  areGrantsShown: true,
  org: {
    username: 'admin@example.com',
    instanceUrl: 'https://acme.my.salesforce.com',
    settingsUrl: 'https://acme.my.salesforce-setup.com/lightning/setup/ExternalClientApplicationSettings/home',
  },
  ...more,
});
