import type { Connection } from '@salesforce/core';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import type { AppInput } from '../../src/operations/request.js';
import { retrieveComponents, type Wanted } from '../../src/org/retrieve.js';
import type { RetrievedComponent } from '../../src/org/zip.js';
import { connectTo, create, recordRun, type CreationOptions, type RecordedRun } from './operations.js';
import { filesIn } from './packages.js';
import { startRecorder, type Fault, type Interference, type Recorder } from './recorder.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';

export const APP = apiNameFromUser('Peeklogic_Jira_Connector');
export const TOKEN = 'tok&<en>-"of"-the-Jira-admin-4711';

/** Secrets as long as an org's, and the same in every org, so that one login is good for all. */
export const numberedSecrets = (letter = 'k'): ((bytes: number) => string) => {
  let last = 0;
  return (bytes) => String(++last).padStart(bytes, letter);
};

export type IdentityType = 'namedPrincipal' | 'perUser';

export const peeklogic = (
  parts: 'all' | 'salesforce' | 'jira',
  identity: { salesforce: IdentityType; jira: IdentityType } = { salesforce: 'namedPrincipal', jira: 'namedPrincipal' }
): AppInput => ({
  template: 'peeklogic',
  parameters: [
    `parts=${parts}`,
    ...(parts === 'salesforce' ? [] : ['jiraUrl=https://acme.atlassian.net/', 'jiraUsername=admin@acme.com']),
    ...(parts === 'salesforce' ? [] : [`jiraIdentityType=${identity.jira}`]),
    ...(parts === 'jira' ? [] : [`salesforceIdentityType=${identity.salesforce}`]),
  ],
  flags: [],
  secrets: { jiraPassword: TOKEN },
});

export const ALL = peeklogic('all');

export const ALL_RELATED = [
  { type: 'AuthProvider', fullName: 'Peeklogic_Salesforce' },
  { type: 'NamedCredential', fullName: 'Peeklogic_Salesforce' },
  { type: 'NamedCredential', fullName: 'Peeklogic_Jira' },
];

export const inState = (state: string, related = ALL_RELATED): object[] =>
  related.map((member) => ({ ...member, state }));

/** Everything beside apps that the org holds, by type and name. */
export const readRelated = async (connection: Connection): Promise<Record<string, RetrievedComponent['elements']>> => {
  const types: Wanted = new Map([
    ['AuthProvider', '*'],
    ['NamedCredential', '*'],
  ]);
  const found = await retrieveComponents(connection, types);
  return Object.fromEntries(found.map(({ type, fullName, elements }) => [`${type} ${fullName}`, elements]));
};

const PRINCIPALS = { namedPrincipal: 'NamedUser', perUser: 'PerUser' };

/** What Peeklogic's guide comes to in the two types' elements, written by hand. */
export const expectedRelated = (
  instanceUrl: string,
  consumerKey: string | null,
  identity: { salesforce: IdentityType; jira: IdentityType } = { salesforce: 'namedPrincipal', jira: 'namedPrincipal' }
): object => ({
  'AuthProvider Peeklogic_Salesforce': {
    authorizeUrl: 'https://login.salesforce.com/services/oauth2/authorize',
    consumerKey,
    defaultScopes: 'refresh_token full',
    friendlyName: 'Peeklogic Salesforce',
    isPkceEnabled: 'true',
    providerType: 'Salesforce',
    tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
  },
  'NamedCredential Peeklogic_Salesforce': {
    authProvider: 'Peeklogic_Salesforce',
    endpoint: instanceUrl,
    generateAuthorizationHeader: 'true',
    label: 'Peeklogic Salesforce',
    namedCredentialType: 'Legacy',
    oauthScope: 'refresh_token full',
    principalType: PRINCIPALS[identity.salesforce],
    protocol: 'Oauth',
  },
  'NamedCredential Peeklogic_Jira': {
    endpoint: 'https://acme.atlassian.net',
    generateAuthorizationHeader: 'true',
    label: 'Peeklogic Jira',
    namedCredentialType: 'Legacy',
    principalType: PRINCIPALS[identity.jira],
    protocol: 'Password',
    username: 'admin@acme.com',
  },
});

/** An org behind a recorder, and somebody who sets up Peeklogic there. */
export interface PeeklogicOrg {
  recorder: Recorder;
  connection: Connection;
  create: (input: AppInput, run?: RecordedRun, more?: CreationOptions) => Promise<CreatedApp>;
  deploys: () => number;
  stop: () => Promise<void>;
}

export const startPeeklogicOrg = async (options: LocalOrgOptions = {}): Promise<PeeklogicOrg> => {
  const org: LocalOrg = await startLocalOrg({ deployTime: 0, ...options });
  const recorder = await startRecorder(org.instanceUrl);
  const connection = await connectTo({ ...org, instanceUrl: recorder.url });
  return {
    recorder,
    connection,
    create: (input, run = recordRun(), more = {}) => create(run, connection, input, { enableAccess: true, ...more }),
    deploys: () => recorder.requests.filter(({ operation }) => operation === 'deploy').length,
    stop: async () => {
      await recorder.stop();
      await org.stop();
    },
  };
};

export const readRelatedMembers = async (connection: Connection): Promise<Array<{ type: string; fullName: string }>> =>
  connection.metadata.list([{ type: 'AuthProvider' }, { type: 'NamedCredential' }]);

/** The files of every package that was sent. */
export const sentFiles = async ({ requests }: Recorder): Promise<string[]> => {
  const packages = requests.filter(({ operation }) => operation === 'deploy').map(({ body }) => filesIn(body));
  return (await Promise.all(packages)).flat();
};

const answer = (operation: string, result: string): Fault => ({
  status: 200,
  contentType: 'text/xml',
  body: [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>',
    `<${operation}Response><result>${result}</result></${operation}Response></soapenv:Body></soapenv:Envelope>`,
  ].join(''),
});

const REFUSED_ID = '0Af000000000RFSD00';

/** An org that refuses Peeklogic_Jira where its file says what `isRefused` looks for. */
export const refusing =
  (isRefused: (file: string) => boolean, problem: (file: string) => string): Interference =>
  async ({ operation, body }) => {
    if (operation === 'deploy') {
      const file = (await filesIn(body)).find((text) => text.includes('<NamedCredential') && isRefused(text));
      if (file === undefined) return undefined;
      said = problem(file);
      return answer('deploy', `<done>false</done><id>${REFUSED_ID}</id><state>Queued</state>`);
    }
    if (operation !== 'checkDeployStatus' || !body.includes(REFUSED_ID)) return undefined;
    const failure = `<componentType>NamedCredential</componentType><fullName>Peeklogic_Jira</fullName><problem>${said}</problem>`;
    return answer(
      'checkDeployStatus',
      `<id>${REFUSED_ID}</id><done>true</done><success>false</success><status>Failed</status><checkOnly>false</checkOnly>` +
        `<details><componentFailures>${failure}</componentFailures></details>`
    );
  };

let said = '';
