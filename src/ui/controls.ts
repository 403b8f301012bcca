import { Messages } from '@salesforce/core/messages';
import type { SecuritySummary } from '../operations/readApps.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.list');

/** The security controls that are on, in a few words. */
export const describeControls = (security: SecuritySummary): string => {
  const on = [
    security.requirePkce && 'control.pkce',
    security.rotateRefreshTokens && 'control.rotation',
    security.limitIdleRefreshTokens && 'control.idleLimit',
    security.requireSecretForWebServerFlow && 'control.secretWeb',
    security.requireSecretForRefreshTokenFlow && 'control.secretRefresh',
  ].filter((key) => key !== false);
  const ranges =
    security.refreshTokenIpRanges > 0
      ? [messages.getMessage('control.allowlist', [security.refreshTokenIpRanges])]
      : [];
  return [...on.map((key) => messages.getMessage(key)), ...ranges].join(', ');
};
