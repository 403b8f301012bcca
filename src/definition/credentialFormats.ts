import { formatYaml } from './document.js';
import { quoteWord } from './shell.js';
import type { ApiName } from '../settings/apiNames.js';

/** What of an app's credentials is handed over, with what a place that keeps them may want to know beside. */
export interface HandedCredentials {
  name: ApiName;
  consumerKey?: string;
  consumerSecret?: string;
  /** With which the app's client signs, PEM; of an app that logs in by JWT bearer. */
  privateKey?: string;
  /** Record id of the app (0xI…). */
  appId?: string;
  /** Id of the key pair, by which its credentials are staged and rotated. */
  consumerId?: string;
  /** Where the org is, without a path. */
  instanceUrl: string;
}

/** How environment variables are called. */
export interface VariableNames {
  consumerKey: string;
  consumerSecret: string;
}

export const USUAL_VARIABLES: VariableNames = { consumerKey: 'CONSUMER_KEY', consumerSecret: 'CONSUMER_SECRET' };

/** There is one at the most, and no flag for its name. */
const PRIVATE_KEY = 'PRIVATE_KEY';

type Values = Pick<HandedCredentials, 'consumerKey' | 'consumerSecret' | 'privateKey'>;

const valuesOf = ({ consumerKey, consumerSecret, privateKey }: Values): Values => ({
  ...(consumerKey !== undefined && { consumerKey }),
  ...(consumerSecret !== undefined && { consumerSecret }),
  ...(privateKey !== undefined && { privateKey }),
});

/** The credentials as environment variables. */
export const toVariables = (credentials: Values, names: VariableNames): Record<string, string> => {
  const variables = { ...names, privateKey: PRIVATE_KEY };
  return Object.fromEntries(
    Object.entries(valuesOf(credentials)).map(([part, value]) => [variables[part as keyof Values], value])
  );
};

const toEnv = (credentials: HandedCredentials, names: VariableNames): string =>
  Object.entries(toVariables(credentials, names))
    .map(([name, value]) => `${name}=${quoteWord(value)}\n`)
    .join('');

/** What AWS Secrets Manager's own type `SalesforceClientSecret` takes: docs/platform.md#credentials */
const toAwsSecret = ({ appId, consumerId, instanceUrl, consumerKey, consumerSecret }: HandedCredentials): object => ({
  ...valuesOf({ consumerKey, consumerSecret }),
  baseUri: instanceUrl,
  appId,
  consumerId,
});

const toJson = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;

const named = (credentials: HandedCredentials): object => ({ name: credentials.name, ...valuesOf(credentials) });

/** The forms that programs read; `value` is the one value that is wanted, the secret where both are, and nothing else. */
const WRITERS = {
  env: toEnv,
  json: (credentials) => toJson(named(credentials)),
  yaml: (credentials) => formatYaml(named(credentials)),
  value: ({ consumerKey, consumerSecret }) => consumerSecret ?? consumerKey ?? '',
  'aws-secret': (credentials) => toJson(toAwsSecret(credentials)),
} satisfies Record<string, (credentials: HandedCredentials, names: VariableNames) => string>;

export type CredentialFormat = keyof typeof WRITERS;

export const CREDENTIAL_FORMATS = Object.keys(WRITERS) as [CredentialFormat, ...CredentialFormat[]];

/** The credentials as a text in one of the forms that programs read. */
export const formatCredentials = (
  format: CredentialFormat,
  credentials: HandedCredentials,
  names: VariableNames = USUAL_VARIABLES
): string => WRITERS[format](credentials, names);
