import { expect } from 'chai';
import { parseTemplate } from '../../support/parsedTemplate.js';
import { OAUTH, PASSWORD, problemsOf } from './support.js';

const KNOWN =
  'host, kind, identity, token, org.loginUrl, org.instanceUrl, org.username, org.usernameSuffix, org.setupUrl';
const noReference = (name: string, known = KNOWN): string =>
  `refers to \${${name}}, which is neither a parameter of this template nor something known of the org (${known})`;

const MISTAKES: Array<[what: string, lines: string[], problem: string]> = [
  [
    'a setting that refers to no parameter',
    ['oauth:', '  callbackUrls: ["https://${nobody}/"]'],
    `acme.yaml:9:18 oauth.callbackUrls[0]: ${noReference('nobody')}`,
  ],
  [
    'a reference that is mistyped',
    ['label: Shop at ${hots}'],
    'acme.yaml:8:1 label: refers to ${hots}, which is neither a parameter of this template nor something known of the org. Did you mean ${host}?',
  ],
  [
    'a reference to a fact that an org does not have',
    ['label: ${org.zzz}'],
    `acme.yaml:8:1 label: ${noReference('org.zzz')}`,
  ],
  [
    'a reference to the app before there is one',
    ['before: [{ step: "Look at ${app.url}" }]'],
    'acme.yaml:8:12 before[0].step: refers to ${app.url}, which only the steps under after can: before them there is no app',
  ],
  [
    'a step that refers to nothing',
    ['after:', '  - step: Go on', '  - step: Ask ${qqqqqqq}'],
    `acme.yaml:10:5 after[1].step: ${noReference('qqqqqqq', `${KNOWN}, app.name, app.url, app.consumerKey, app.credentials`)}`,
  ],
  [
    'a page that refers to nothing',
    ['after: [{ step: Look, page: "${app.urll}" }]'],
    'acme.yaml:8:23 after[0].page: refers to ${app.urll}, which is neither a parameter of this template nor something known of the org. Did you mean ${app.url}?',
  ],
  [
    'an entry beside the app that refers to nothing',
    ['related:', '  namedCredentials:', `    - { ${PASSWORD}, username: "\${nobody}", password: x }`],
    `acme.yaml:10:101 related.namedCredentials[0].username: ${noReference('nobody')}`,
  ],
  [
    'an Auth. Provider that nobody defines',
    [
      'related:',
      '  authProviders: [{ name: Acme_Login, friendlyName: Acme, type: salesforce }]',
      `  namedCredentials: [{ ${OAUTH}, authProvider: AcmeLogin }]`,
    ],
    'acme.yaml:10:106 related.namedCredentials[0].authProvider: found "AcmeLogin"; this template has no Auth. Provider of that name. One that the org has already is named by a parameter, such as ${authProvider}',
  ],
  [
    'a condition on what is no choice',
    ['after: [{ step: x, when: { host: [a] } }]'],
    'acme.yaml:8:28 after[0].when.host: host is of type string; what a condition asks for is a parameter of type choice',
  ],
  [
    'a condition on no parameter',
    ['appWhen: { size: [big] }'],
    'acme.yaml:8:12 appWhen.size: size is no parameter of this template',
  ],
  [
    'a condition that can never hold',
    ['oauth: { security: { when: { kind: [big, huge] }, requirePkce: true } }'],
    'acme.yaml:8:42 oauth.security.when.kind[1]: huge is no choice of kind, which has big, small',
  ],
  ['a setting without a value', ['label:'], 'acme.yaml:8:1 label: found null; must be text'],
  [
    'a condition of the wrong form',
    ['related: { authProviders: [{ name: A, friendlyName: A, type: salesforce, when: big }] }'],
    'acme.yaml:8:74 related.authProviders[0].when: found "big"; must name parameters and the values with which this counts, such as { edition: [pro] }',
  ],
  [
    'a reason for a setting that the template does not set',
    ['why:', '  oauth.security.requirePkce: Acme cannot.', 'oauth: { security: { rotateRefreshTokens: false } }'],
    'acme.yaml:9:3 why.oauth.security.requirePkce: explains a setting that this template neither sets nor asks for (required, or unless of a step)',
  ],
];

describe('a template is refused', () => {
  for (const [what, lines, problem] of MISTAKES) {
    it(`for ${what}`, () => {
      expect(problemsOf(...lines)).to.deep.equal([problem]);
    });
  }

  it('for a help that refers to nothing', () => {
    const text = 'title: T\nsummary: x\nparameters:\n  - name: a\n    help: See ${qqqqqq}.';
    const { problems } = parseTemplate(text, 'acme.yaml');
    expect(problems).to.deep.equal([
      {
        where: 'acme.yaml:5:5 parameters[0].help',
        what: noReference('qqqqqq', 'a, org.loginUrl, org.instanceUrl, org.username, org.usernameSuffix, org.setupUrl'),
      },
    ]);
  });

  const WRONG_KINDS: Array<[text: string, problems: string[]]> = [
    [
      'parameters: [~, x]',
      [
        'acme.yaml:3:14 parameters[0]: found null; must be a group of settings',
        'acme.yaml:3:17 parameters[1]: found "x"; must be a group of settings',
      ],
    ],
    [
      'parameters: [{ name: 7, help: x, pattern: 8 }]',
      [
        'acme.yaml:3:16 parameters[0].name: found 7; must be text',
        'acme.yaml:3:34 parameters[0].pattern: found 8; must be text',
      ],
    ],
    ['required: [7]', ['acme.yaml:3:12 required[0]: found 7; must name settings, such as oauth.security.requirePkce']],
    ['after: [Look]', ['acme.yaml:3:9 after[0]: found "Look"; must be a group of settings']],
    ['why: x', ['acme.yaml:3:1 why: found "x"; must be a group of settings']],
  ];

  for (const [text, problems] of WRONG_KINDS) {
    it(`for what is of the wrong kind altogether: ${text}`, () => {
      const found = parseTemplate(`title: T\nsummary: x\n${text}`, 'acme.yaml').problems;
      expect(found.map(({ where, what }) => `${where}: ${what}`)).to.deep.equal(problems);
    });
  }

  it('for parameters that hang on themselves, also by way of others', () => {
    const choice = (name: string, ...on: string[]): string =>
      `  - { name: ${name}, help: x, type: choice, choices: [y], when: { ${on.map((other) => `${other}: [y]`).join(', ')} } }`;
    const lines = ['title: T', 'summary: x', 'parameters:', choice('a', 'a'), choice('b', 'c'), choice('c', 'a', 'b')];
    expect(parseTemplate(lines.join('\n'), 'acme.yaml').problems.map(({ what }) => what)).to.deep.equal(
      ['a → a', 'b → c → b', 'c → b → c'].map(
        (circle) => `${circle[0]} hangs on itself: ${circle}. Nobody could ever give it`
      )
    );
  });

  it('for such circles in a time that does not grow with the ways there are', () => {
    const names = Array.from({ length: 60 }, (_none, index) => `p${index}`);
    const parameters = names.map((name, index) => ({
      name,
      help: 'x',
      type: 'choice',
      choices: ['y'],
      when: Object.fromEntries(names.slice(index + 1).map((later) => [later, ['y']])),
    }));
    const begun = performance.now();
    const { problems } = parseTemplate(JSON.stringify({ title: 'T', summary: 'x', parameters }), 'acme.yaml');
    expect(problems).to.deep.equal([]);
    expect(performance.now() - begun).to.be.below(5000);
  });

  it('for a part that is left out by a name that no object can have, wherever it stands', () => {
    expect(
      problemsOf(
        'appWhen: { __proto__: [x] }',
        'oauth: { when: { __proto__: [x] }, scopes: [api] }',
        'after: [{ step: x, when: { __proto__: [x] } }]',
        'why: { __proto__: x }',
        'policies: { __proto__: { enabled: true } }'
      )
    ).to.deep.equal([
      'acme.yaml:8:12 appWhen.__proto__: __proto__ is no parameter of this template',
      'acme.yaml:9:18 oauth.when.__proto__: __proto__ is no parameter of this template',
      'acme.yaml:10:28 after[0].when.__proto__: __proto__ is no parameter of this template',
      'acme.yaml:11:8 why.__proto__: must name settings, such as oauth.security.requirePkce',
      'acme.yaml:12:13 policies.__proto__: is not a known setting',
    ]);
  });

  it('for settings that it names in the wrong place, with the right one', () => {
    const meant = 'is not a known setting. Did you mean oauth.flows.jwtBearer.certificate?';
    expect(
      problemsOf(
        'required: [oauth.certificate]',
        'after: [{ step: x, unless: certificate }]',
        'why: { certificate: x }'
      )
    ).to.deep.equal([
      `acme.yaml:8:12 required[0]: found "oauth.certificate"; ${meant}`,
      `acme.yaml:9:20 after[0].unless: found "certificate"; ${meant}`,
      `acme.yaml:10:8 why.certificate: ${meant}`,
    ]);
  });

  it('for parameters that are named as what every object has', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      const text = `title: T\nsummary: x\nparameters: [{ name: ${name}, help: x, required: true }]`;
      expect(parseTemplate(text, 'acme.yaml').problems[0].where).to.equal('acme.yaml:3:16 parameters[0].name');
    }
  });

  it('for settings and conditions that are named so, as for any that are not known', () => {
    const places = problemsOf(
      'constructor: x',
      'oauth: { toString: 1, when: { valueOf: [x] } }',
      'label: "${toString}"'
    );
    expect(places.map((problem) => problem.split(' ')[1].replace(':', ''))).to.deep.equal([
      'constructor',
      'oauth.toString',
      'oauth.when.valueOf',
      'label',
    ]);
  });

  it('for two parameters of one name, and for a default that the parameter does not take', () => {
    const parameters = ['  - { name: a, help: x }', '  - { name: a, help: x, type: url, default: nowhere }'];
    const { problems } = parseTemplate(['title: T\nsummary: x\nparameters:', ...parameters].join('\n'), 'acme.yaml');
    expect(problems.map(({ where }) => where)).to.deep.equal([
      'acme.yaml:5:7 parameters[1].name',
      'acme.yaml:5:36 parameters[1].default',
    ]);
  });

  it('for all of it at once, from the top of the file to its end', () => {
    const places = problemsOf(
      'usedWith: [web]',
      'appWhen: { kind: [huge] }',
      'after:',
      '  - { step: "Ask ${nobody}", when: { host: [x] } }',
      '  - { step: "Type ${token}" }',
      'why: { policies.startUrl: x, pkce: x }',
      'name: 1st',
      'oauth: { scopes: [apii, "${host}"], flow: {} }',
      'policies: { permittedUsers: admin }',
      'related:',
      '  authProviders: [{ name: A_, friendlyName: A, type: google }]',
      `  namedCredentials: [{ ${OAUTH}, authProvider: B, username: x }]`
    ).map((problem) => problem.split(':').slice(1, 3).join(':'));
    expect(places).to.deep.equal([
      '8:12 usedWith[0]',
      '9:19 appWhen.kind[0]',
      '11:7 after[0].step',
      '11:38 after[0].when.host',
      '12:7 after[1].step',
      '13:8 why.policies.startUrl',
      '13:30 why.pkce',
      '14:1 name',
      '15:19 oauth.scopes[0]',
      '15:37 oauth.flow',
      '16:13 policies.permittedUsers',
      '18:21 related.authProviders[0].name',
      '18:48 related.authProviders[0].type',
      '19:106 related.namedCredentials[0].authProvider',
      '19:123 related.namedCredentials[0].username',
    ]);
  });

  it('for what is wrong with its settings, also where its own keys are wrong', () => {
    const text = ['summary: x', 'parameters: [{ name: A, help: x }, { name: b, help: x, type: choice }]'];
    const settings = ['oauth: { callbackUrls: ["${b}"], scopes: [x], security: { when: { b: [c] } } }', 'name: ${A}'];
    const { problems } = parseTemplate([...text, ...settings].join('\n'), 'acme.yaml');
    expect(problems.map(({ where }) => where)).to.deep.equal([
      'acme.yaml title',
      'acme.yaml:2:16 parameters[0].name',
      'acme.yaml:2:36 parameters[1].choices',
      'acme.yaml:3:43 oauth.scopes[0]',
    ]);
  });
});
