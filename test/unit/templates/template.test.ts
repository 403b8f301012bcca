import { expect } from 'chai';
import type { Template } from '../../../src/templates/template.js';
import { parseTemplate } from '../../support/parsedTemplate.js';

const HEAD = 'title: Shop\nsummary: Sells things.\n';

const problemsOf = (text: string): Array<{ where: string; what: string }> =>
  parseTemplate(text, '/there/shop.yaml', 'shop.yaml').problems;

const parse = (text: string): Template => {
  const { template, problems } = parseTemplate(text, '/there/shop.yaml', 'shop.yaml');
  expect(problems).to.deep.equal([]);
  return template!;
};

describe('parseTemplate', () => {
  it("tells a template's own keys from the definition that it fills", () => {
    const template = parse(`${HEAD}usedWith: [device]\nlabel: Shop \${org.username}\noauth: { scopes: [api] }\n`);
    expect(template).to.include({ name: 'shop', file: '/there/shop.yaml', title: 'Shop', summary: 'Sells things.' });
    expect(template.usedWith).to.deep.equal(['device']);
    expect(template.body).to.deep.equal({ label: 'Shop ${org.username}', oauth: { scopes: ['api'] } });
    expect(template.locate(['oauth', 'scopes'])).to.equal('shop.yaml:5:10 oauth.scopes');
  });

  it('asks for nothing, says nothing and leaves the flows open where the file does', () => {
    const { parameters, required, before, after, why, usedWith } = parse(HEAD);
    expect({ parameters, required, before, after, why, usedWith }).to.deep.equal({
      parameters: [],
      required: [],
      before: [],
      after: [],
      why: {},
      usedWith: undefined,
    });
  });

  it('takes a parameter for an optional string where the file does not say more', () => {
    expect(parse(`${HEAD}parameters:\n  - { name: tenant, help: The tenant. }`).parameters).to.deep.equal([
      { name: 'tenant', help: 'The tenant.', type: 'string', required: false },
    ]);
  });

  it('tells where the syntax is wrong', () => {
    expect(problemsOf('title: a: b').map(({ where }) => where)).to.deep.equal(['shop.yaml:1:8']);
  });

  const WRONG: Array<[string, string, string, RegExp]> = [
    ['no title', 'summary: x', 'shop.yaml title', /^is missing; must be text$/],
    ['an empty summary', 'title: x\nsummary: ""', 'shop.yaml:2:1 summary', /must not be empty/],
    [
      'a parameter with a capital',
      `${HEAD}parameters:\n  - { name: Tenant, help: x }`,
      'shop.yaml:4:7 parameters[0].name',
      /found "Tenant"; a parameter's name starts with a small letter/,
    ],
    [
      'a type of parameter that there is not',
      `${HEAD}parameters:\n  - { name: a, help: x, type: password }`,
      'shop.yaml:4:25 parameters[0].type',
      /found "password"; must be one of string, url, ip-range, email, username, choice, certificate, secret/,
    ],
    [
      'a pattern that is none',
      `${HEAD}parameters:\n  - { name: a, help: x, pattern: "(" }`,
      'shop.yaml:4:25 parameters[0].pattern',
      /found "\("; must be a regular expression/,
    ],
    [
      'a pattern that looks ahead, which may take for ever',
      `${HEAD}parameters:\n  - { name: a, help: x, pattern: '(?=x)' }`,
      'shop.yaml:4:25 parameters[0].pattern',
      /must be a regular expression/,
    ],
    [
      'a choice without choices',
      `${HEAD}parameters:\n  - { name: a, help: x, type: choice }`,
      'shop.yaml:4:5 parameters[0].choices',
      /a parameter of type choice lists its choices/,
    ],
    [
      'choices without a choice',
      `${HEAD}parameters:\n  - { name: a, help: x, choices: [b] }`,
      'shop.yaml:4:25 parameters[0].choices',
      /a parameter of type choice lists its choices, and no other does/,
    ],
    [
      'an unknown key of a parameter',
      `${HEAD}parameters:\n  - { name: a, help: x, defualt: b }`,
      'shop.yaml:4:25 parameters[0].defualt',
      /is not a known setting/,
    ],
    [
      'a required setting that there is not',
      `${HEAD}required: [policies.profile]`,
      'shop.yaml:3:12 required[0]',
      /found "policies.profile"; must name settings, such as oauth.security.requirePkce/,
    ],
    [
      'a reason for a setting that there is not',
      `${HEAD}why: { pkce: x }`,
      'shop.yaml:3:8 why.pkce',
      /must name settings, such as oauth.security.requirePkce/,
    ],
    ['a flow that there is not', `${HEAD}usedWith: [web]`, 'shop.yaml:3:12 usedWith[0]', /found "web"; must be one of/],
    [
      'a step without a text',
      `${HEAD}after:\n  - { page: "https://a" }`,
      'shop.yaml:4:5 after[0].step',
      /^is missing; must be text$/,
    ],
  ];

  for (const [title, text, where, what] of WRONG) {
    it(`refuses ${title}, and says where`, () => {
      const problems = problemsOf(text);
      expect(problems.map((problem) => problem.where)).to.deep.equal([where]);
      expect(problems[0].what).to.match(what);
    });
  }

  it('shows what is escaped in its words as what it is, and what refers to something as it is written', () => {
    const text = [
      'title: Pay $${x}',
      'summary: $$${x}',
      'parameters: [{ name: a, help: "$${b} or ${a}" }]',
      'why: { label: "${a} is no $${a}" }',
      'label: "${a}"',
    ];
    const { template } = parseTemplate(text.join('\n'), 'shop.yaml');
    expect(template).to.deep.include({ title: 'Pay ${x}', summary: '$${x}', why: { label: '${a} is no ${a}' } });
    expect(template?.parameters[0].help).to.equal('${b} or ${a}');
  });

  it('takes its name from its file', () => {
    const name = (file: string): string | undefined => parseTemplate(HEAD, file).template?.name;
    const files = ['a/shop.yaml', 'shop.yml', 'shop.JSON', 'b/shop.v2.yaml', 'shop.yaml.txt'];
    expect(files.map(name)).to.deep.equal(['shop', 'shop', 'shop', 'shop.v2', 'shop.yaml.txt']);
  });
});
