import { requireAllowlisted, requireLoginAddress } from '../addresses.js';
import { identifyCaller, requireSecret } from '../caller.js';
import { foreignRedirectUri, invalidGrant } from '../errors.js';
import { verifyCode } from '../pkce.js';
import type { Flow } from './flow.js';
import { grantToUser } from './grant-to-user.js';

export const authorizationCode: Flow = ({ http, form }, org) => {
  const caller = identifyCaller(http, form, org);
  if (caller.globalSettings.isConsumerSecretOptional !== true) requireSecret(caller);
  const consent = org.codes.redeem(form.get('code') ?? '', caller.app.id);
  if (consent === undefined) throw invalidGrant('invalid authorization code');
  if (consent === 'expired') throw invalidGrant('expired authorization code');
  if (form.get('redirect_uri') !== consent.redirectUri) throw foreignRedirectUri();
  verifyCode(consent.codeChallenge, form.get('code_verifier'));
  requireAllowlisted(http, caller, org);
  requireLoginAddress(http, caller, consent.userId, 'web server login', org);
  return { ...grantToUser(caller, consent, 'authorization_code', org), nonce: consent.nonce };
};
