import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { findTemplate } from '../../../src/templates/find.js';
import { parseTemplate } from '../../support/parsedTemplate.js';
import { PACKAGE_ROOT } from '../../support/realCli.js';
import { OAUTH, PASSWORD, problemsOf } from './support.js';

const MISTAKES: Array<[what: string, lines: string[], problem: string]> = [
  [
    'a wrong word',
    ['policies: { permittedUsers: admin }'],
    'acme.yaml:8:13 policies.permittedUsers: found "admin"; must be one of adminApproved, allSelfAuthorized',
  ],
  [
    'a choice of which one word is wrong',
    [
      'related:',
      '  namedCredentials:',
      `    - { name: A, label: A, endpoint: "https://a", identityType: "\${identity}", protocol: oauth, authProvider: "\${host}" }`,
    ],
    'acme.yaml:10:51 related.namedCredentials[0].identityType: found "everybody"; must be one of namedPrincipal, perUser',
  ],
  [
    'a name against the rules',
    ['name: Acme___App'],
    'acme.yaml:8:1 name: found "Acme___App"; takes letters, digits and underscores, starts with a letter, and has no underscore at its end and no two in a row',
  ],
  [
    'a setting that there is not',
    ['oauth: { flow: {} }'],
    'acme.yaml:8:10 oauth.flow: is not a known setting. Did you mean flows?',
  ],
  [
    'a text where a switch must be, whatever the text',
    ['oauth: { security: { requirePkce: "${host}" } }'],
    'acme.yaml:8:22 oauth.security.requirePkce: found "${host}"; must be true or false',
  ],
  [
    'an address that is wrong, behind one that is not known yet',
    [
      'oauth:',
      '  security:',
      '    refreshTokenIpAllowlist:',
      '      - ${host}',
      '      - { range: 1.2.3, when: { kind: [big] } }',
    ],
    'acme.yaml:12:11 oauth.security.refreshTokenIpAllowlist[1].range: found "1.2.3"; must be an IP address, a range such as 192.0.2.1-192.0.2.9, or a CIDR block such as 192.0.2.0/24',
  ],
  [
    'an identity type that is neither word nor reference',
    [
      'related: { namedCredentials: [{ name: A, label: A, endpoint: "https://a", identityType: all, protocol: oauth, authProvider: "${host}" }] }',
    ],
    'acme.yaml:8:75 related.namedCredentials[0].identityType: found "all"; must be one of namedPrincipal, perUser',
  ],
  [
    'a login that its protocol needs',
    ['related:', '  namedCredentials:', `    - { ${PASSWORD}, username: ada }`],
    'acme.yaml:10:7 related.namedCredentials[0].password: is needed by the protocol password',
  ],
  [
    'a login that its protocol refuses, whatever its value',
    ['related:', '  namedCredentials:', `    - { ${OAUTH}, authProvider: "\${host}", password: "\${token}" }`],
    'acme.yaml:10:116 related.namedCredentials[0].password: does not belong to the protocol oauth',
  ],
  [
    'two entries of one name that can come together',
    [
      'related:',
      '  authProviders:',
      '    - { name: A, friendlyName: A, type: salesforce }',
      '    - { name: A, friendlyName: B, type: salesforce, when: { kind: [big] } }',
    ],
    'acme.yaml:11:9 related.authProviders[1].name: found "A"; stands twice in this list',
  ],
  [
    'a fact of the org that the setting cannot be, whatever the org',
    ['oauth: { callbackUrls: ["${org.username}"] }'],
    'acme.yaml:8:25 oauth.callbackUrls[0]: found "${org.username}"; must be an absolute URL without spaces and without a fragment, such as https://example.com/oauth or myapp://callback',
  ],
  [
    'an entry that only counts where there is no app',
    [
      'appWhen: { kind: [big] }',
      'related:',
      '  authProviders: [{ when: { kind: [small] }, name: A, friendlyName: A, type: google }]',
    ],
    'acme.yaml:10:72 related.authProviders[0].type: found "google"; must be one of salesforce',
  ],
  [
    'an entry of a list whose key is misnamed, whatever stands behind it',
    ['oauth: { trustedIpRanges: [{ rang: "${host}" }] }'],
    'acme.yaml:8:30 oauth.trustedIpRanges[0].rang: is not a known setting. Did you mean range?',
  ],
  ['a condition where none counts', ['when: { kind: [big] }'], 'acme.yaml:8:1 when: is not a known setting'],
];

describe('a template is refused, whatever its parameters are given,', () => {
  for (const [what, lines, problem] of MISTAKES) {
    it(`for ${what}`, () => {
      expect(problemsOf(...lines)).to.deep.equal([problem]);
    });
  }
});

describe('a template is taken', () => {
  const RIGHT: Array<[what: string, lines: string[]]> = [
    [
      'whatever a parameter may still be',
      [
        'name: ${host}',
        'contactEmail: ${host}@acme.example',
        'oauth:',
        '  callbackUrls: ["${host}"]',
        '  scopes: ["${host}_api"]',
        '  security: { refreshTokenIpAllowlist: ["${host}"] }',
        'policies: { permittedUsers: "${host}", refreshToken: { expireAfter: "${host} days" } }',
        'related:',
        '  namedCredentials:',
        '    - { name: A, label: A, endpoint: "${host}", identityType: "${host}", protocol: password }',
      ],
    ],
    [
      'with facts of the org in settings, and of the app in steps',
      [
        'oauth: { callbackUrls: ["${org.instanceUrl}/x"] }',
        'contactEmail: ${org.username}',
        'before: [{ step: "Ask ${org.username}", page: "${org.setupUrl}/x" }]',
        'after: [{ step: "Go to ${app.name}", page: "${app.url}" }]',
      ],
    ],
    [
      'with an Auth. Provider that the org has, named by a parameter',
      [`related: { namedCredentials: [{ ${OAUTH}, authProvider: "\${host}" }] }`],
    ],
    [
      'with an Auth. Provider in another case',
      [
        'related:',
        '  authProviders: [{ name: Acme, friendlyName: A, type: salesforce }]',
        `  namedCredentials: [{ ${OAUTH}, authProvider: acme }]`,
      ],
    ],
    [
      'with an Auth. Provider whose name is not known yet',
      [
        'related:',
        '  authProviders: [{ name: "${host}", friendlyName: A, type: salesforce }]',
        `  namedCredentials: [{ ${OAUTH}, authProvider: Acme }]`,
      ],
    ],
    [
      'with two entries of one name that never come together',
      [
        'related:',
        '  authProviders:',
        '    - { when: { kind: [big] }, name: A, friendlyName: A, type: salesforce }',
        '    - { when: { kind: [small] }, name: A, friendlyName: B, type: salesforce }',
      ],
    ],
    [
      'with reasons for what it sets, requires, or has a step about',
      [
        'required: [policies.profiles]',
        'after: [{ step: x, unless: oauth.security.refreshTokenIpAllowlist }]',
        'why: { policies.profiles: x, oauth.security.refreshTokenIpAllowlist: x, oauth.security.requirePkce: x }',
        'oauth: { security: { requirePkce: false } }',
      ],
    ],
  ];
  for (const [what, lines] of RIGHT) {
    it(what, () => {
      expect(problemsOf(...lines)).to.deep.equal([]);
    });
  }

  it('with a choice whose words are wrong only where nobody is asked for it', () => {
    const text = [
      'title: T',
      'summary: x',
      'parameters:',
      '  - { name: parts, help: x, type: choice, choices: [all, app] }',
      '  - { name: who, help: x, type: choice, choices: [each, perUser], when: { parts: [all] }, default: perUser }',
      'related:',
      '  namedCredentials:',
      '    - when: { parts: [app] }',
      '      name: A',
      '      label: A',
      '      endpoint: https://a',
      '      identityType: ${who}',
      '      protocol: password',
    ];
    expect(parseTemplate(text.join('\n'), 'acme.yaml').problems).to.deep.equal([]);
  });

  it('with something like a reference in a value of a parameter', () => {
    const parameters = '[{ name: a, help: x, example: "${HOME}", default: "${x}" }]';
    expect(parseTemplate(`title: T\nsummary: x\nparameters: ${parameters}`, 'acme.yaml').problems).to.deep.equal([]);
  });

  for (const file of readdirSync(join(PACKAGE_ROOT, 'templates'))) {
    it(`as it comes with the plugin: ${file}`, async () => {
      expect((await findTemplate(basename(file, '.yaml'))).problems).to.deep.equal([]);
    });
  }
});

describe('more choices than can be tried together', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const parameters = names.map((name) => ({ name, help: 'x', type: 'choice', choices: ['api', 'id', 'web', 'full'] }));
  const problemsWith = (...scopes: string[]): string[] =>
    parseTemplate(JSON.stringify({ title: 'T', summary: 'x', parameters, oauth: { scopes } }), 't.json').problems.map(
      ({ what }) => what.split(';')[0]
    );

  it('are each tried at least once', () => {
    const scopes = names.map((name) => `\${${name}}`);
    expect(problemsWith(...scopes)).to.deep.equal([]);
    expect(problemsWith(...scopes, '${e}x')).to.deep.equal(['apix', 'idx', 'webx', 'fullx'].map((x) => `found "${x}"`));
  });

  it('are not all tried with each other, as fewer are', () => {
    const provider = (when: object): object => ({ when, name: 'A', friendlyName: 'A', type: 'salesforce' });
    const related = { authProviders: [provider({ a: ['api'] }), provider({ b: ['id'] })] };
    const problemsOfFirst = (count: number): unknown[] =>
      parseTemplate(
        JSON.stringify({ title: 'T', summary: 'x', parameters: parameters.slice(0, count), related }),
        't.json'
      ).problems;
    expect(problemsOfFirst(2)).to.have.length(1);
    expect(problemsOfFirst(5)).to.have.length(0);
  });

  it('are each tried to its last word, also where others have fewer', () => {
    const fewer = [{ name: 'f', help: 'x', type: 'choice', choices: ['api'] }, ...parameters];
    const text = JSON.stringify({ title: 'T', summary: 'x', parameters: fewer, oauth: { scopes: ['${f}', '${e}x'] } });
    expect(parseTemplate(text, 't.json').problems).to.have.length(4);
  });
});
