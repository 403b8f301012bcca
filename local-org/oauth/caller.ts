/** Who asks for a token, by key and secret in the form or in a Basic header: docs/platform.md#oauth */
import type { ApiRequest } from '../http/api.js';
import { requireAppIsOn } from './access.js';
import { findClient, type Client } from './client.js';
import { unknownClient, wrongSecret } from './errors.js';
import type { OauthOrg } from './oauth-org.js';

export type Caller = Client & {
  /** Whether it has shown its secret, which is then the right one. */
  isAuthenticated: boolean;
};

type Shown = { key: string; secret: string };

/** Key and secret stand in a Basic header as form fields do, each encoded for itself. */
const decode = (text: string): string => new URLSearchParams(`value=${text}`).get('value') ?? '';

const readBasic = (header: string | undefined): Shown | undefined => {
  const encoded = /^Basic\s+(.*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [key = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { key: decode(key), secret: decode(secret.join(':')) };
};

/** @throws OauthError where there is no such app, the secret is another one, or the app is switched off */
export const identifyCaller = ({ headers }: ApiRequest, form: URLSearchParams, org: OauthOrg): Caller => {
  const { key, secret } = readBasic(headers.authorization) ?? {
    key: form.get('client_id') ?? '',
    secret: form.get('client_secret') ?? '',
  };
  const client = findClient(org, key);
  if (!client) throw unknownClient();
  if (secret !== '' && secret !== client.secret) throw wrongSecret();
  requireAppIsOn(client);
  return { ...client, isAuthenticated: secret !== '' };
};

/** @throws OauthError where the caller has not shown its secret */
export const requireSecret = ({ isAuthenticated }: Caller): void => {
  if (!isAuthenticated) throw wrongSecret();
};
