/** Proof Key for Code Exchange: docs/platform.md#oauth */
import { createHash } from 'node:crypto';
import type { Client } from './client.js';
import { invalidGrant, invalidRequest } from './errors.js';

/**
 * The code challenge of an authorization request, if it has one.
 *
 * @throws OauthError where the app wants one, or it is not of the one method that Salesforce knows
 */
export const readCodeChallenge = (query: URLSearchParams, { globalSettings }: Client): string | undefined => {
  const challenge = query.get('code_challenge') ?? '';
  if (challenge === '') {
    if (globalSettings.isPkceRequired === true) throw invalidRequest('missing required code challenge');
    return undefined;
  }
  if ((query.get('code_challenge_method') ?? 'S256') !== 'S256') throw invalidRequest('invalid code challenge method');
  return challenge;
};

/** @throws OauthError where the verifier is not the one behind the challenge */
export const verifyCode = (challenge: string | undefined, verifier: string | null): void => {
  if (challenge === undefined && verifier !== null) throw invalidGrant('unexpected code verifier');
  if (challenge === undefined) return;
  const expected = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url');
  if (expected !== challenge) throw invalidGrant('invalid code verifier');
};
