import { expect } from 'chai';
import { isRelatedType, mergeRelated, relatedMembers } from '../../../src/definition/related.js';
import { checkPart, mergeDefinitions } from '../../../src/definition/schema.js';
import { formatPath } from '../../../src/definition/problems.js';
import { apiName } from '../../../src/settings/apiNames.js';

const PROVIDER = { name: 'Acme', friendlyName: 'Acme', type: 'salesforce', defaultScopes: ['refresh_token', 'full'] };
const OAUTH = {
  name: 'Acme',
  label: 'Acme',
  endpoint: 'https://acme.my.salesforce.com',
  identityType: 'namedPrincipal',
  protocol: 'oauth',
  authProvider: 'Acme',
};
const PASSWORD = {
  name: 'Jira',
  label: 'Jira',
  endpoint: 'https://jira.example.com/jira',
  identityType: 'namedPrincipal',
  protocol: 'password',
  username: 'admin',
  password: ' blanks are kept ',
};

const problemsOf = (related: object): string[] =>
  checkPart({ related }, formatPath).problems.map(({ where, what }) => `${where}: ${what}`);

const withoutKey = (value: Record<string, unknown>, key: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

describe('what stands beside an app', () => {
  it('is taken as written', () => {
    const related = { authProviders: [PROVIDER], namedCredentials: [OAUTH, PASSWORD] };
    expect(checkPart({ related }, formatPath)).to.deep.equal({
      value: { related },
      problems: [],
      wrong: [],
      refused: [],
    });
  });

  const REFUSED: Array<[string, object, string]> = [
    [
      'a friendly name of 33 characters',
      { authProviders: [{ ...PROVIDER, friendlyName: 'x'.repeat(33) }] },
      `related.authProviders[0].friendlyName: found "${'x'.repeat(33)}"; must have at most 32 characters`,
    ],
    [
      'a provider of another kind',
      { authProviders: [{ ...PROVIDER, name: apiName.parse(PROVIDER.name), type: 'google' }] },
      'related.authProviders[0].type: found "google"; must be one of salesforce',
    ],
    [
      'a URL with a query',
      { namedCredentials: [{ ...OAUTH, endpoint: 'https://a.example/?x=1' }] },
      'related.namedCredentials[0].endpoint: found "https://a.example/?x=1"; must be an absolute http or https URL without user, query and fragment',
    ],
    [
      'OAuth without a provider',
      { namedCredentials: [withoutKey(OAUTH, 'authProvider')] },
      'related.namedCredentials[0].authProvider: is needed by the protocol oauth',
    ],
    [
      'OAuth for each user without a provider',
      { namedCredentials: [{ ...withoutKey(OAUTH, 'authProvider'), identityType: 'perUser' }] },
      'related.namedCredentials[0].authProvider: is needed by the protocol oauth',
    ],
    [
      'a protocol that there is not',
      { namedCredentials: [{ ...OAUTH, protocol: 'saml' }] },
      'related.namedCredentials[0].protocol: found "saml"; must be one of oauth, password',
    ],
    [
      'a password for one user of all without the password',
      { namedCredentials: [withoutKey(PASSWORD, 'password')] },
      'related.namedCredentials[0].password: is needed by the protocol password',
    ],
    [
      'a password with OAuth, without repeating it',
      { namedCredentials: [{ ...OAUTH, password: 'hidden' }] },
      'related.namedCredentials[0].password: does not belong to the protocol oauth',
    ],
    [
      'a password that is none, without repeating it',
      { namedCredentials: [{ ...PASSWORD, password: 4711 }] },
      'related.namedCredentials[0].password: must be text',
    ],
    [
      'a name that stands twice',
      { authProviders: [PROVIDER, PROVIDER] },
      'related.authProviders[1].name: found "Acme"; stands twice in this list',
    ],
    [
      'a key that there is not',
      { authProviders: [{ ...PROVIDER, consumerSecret: 'x' }] },
      'related.authProviders[0].consumerSecret: is not a known setting',
    ],
  ];
  for (const [what, related, problem] of REFUSED) {
    it(`may not be ${what}`, () => {
      expect(problemsOf(related)).to.deep.equal([problem]);
    });
  }

  it('is told of with all that is wrong at once', () => {
    const credentials = [{ ...withoutKey(OAUTH, 'authProvider'), endpoint: 1, username: 'ada', more: true }, OAUTH];
    expect(problemsOf({ namedCredentials: credentials }).map((problem) => problem.split(': ')[0])).to.have.members([
      'related.namedCredentials[0].endpoint',
      'related.namedCredentials[0].more',
      'related.namedCredentials[0].authProvider',
      'related.namedCredentials[0].username',
      'related.namedCredentials[1].name',
    ]);
  });

  it('may be of the wrong kind altogether', () => {
    expect(problemsOf({ authProviders: [null, 'x'], namedCredentials: [null, 'x'] })).to.have.length(4);
    expect(problemsOf({ namedCredentials: 'x' })).to.deep.equal([
      'related.namedCredentials: found "x"; must be a list',
    ]);
  });

  it('needs no login where each user has an own one', () => {
    const credential = withoutKey(withoutKey({ ...PASSWORD, identityType: 'perUser' }, 'password'), 'username');
    expect(problemsOf({ namedCredentials: [credential] })).to.deep.equal([]);
  });

  it('does not take the right settings of a file with it where it is wrong', () => {
    const { value } = checkPart({ label: 'Acme', related: { authProviders: 1 } }, formatPath);
    expect(value).to.deep.equal({ label: 'Acme' });
  });

  it('is merged list by list', () => {
    const lower = {
      authProviders: [
        { ...PROVIDER, name: apiName.parse(PROVIDER.name), type: 'salesforce' as const, defaultScopes: [] },
      ],
      namedCredentials: [],
    };
    expect(mergeRelated(lower, { authProviders: [] })).to.deep.equal({ authProviders: [], namedCredentials: [] });
    expect(mergeDefinitions({ related: lower }, { label: 'x' })).to.deep.equal({ label: 'x', related: lower });
    expect(mergeDefinitions({}, { related: lower })).to.deep.equal({ related: lower });
  });

  it('is named by metadata type, providers first', () => {
    const { value } = checkPart({ related: { namedCredentials: [OAUTH], authProviders: [PROVIDER] } }, formatPath);
    expect(relatedMembers(value.related ?? {})).to.deep.equal([
      { type: 'AuthProvider', fullName: 'Acme' },
      { type: 'NamedCredential', fullName: 'Acme' },
    ]);
    expect(relatedMembers({})).to.deep.equal([]);
  });

  it('is told from the parts of an app by its metadata type', () => {
    const types = ['AuthProvider', 'NamedCredential', 'ExternalClientApplication'];
    expect(types.map(isRelatedType)).to.deep.equal([true, true, false]);
  });
});
