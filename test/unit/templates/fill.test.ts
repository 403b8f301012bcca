import { expect } from 'chai';
import fc from 'fast-check';
import {
  fillSteps,
  fillTemplate,
  fixedSettings,
  parametersOf,
  type OrgReferences,
} from '../../../src/templates/fill.js';
import { escapeReferences } from '../../../src/templates/references.js';
import type { Template } from '../../../src/templates/template.js';
import { parseTemplate } from '../../support/parsedTemplate.js';

const ORG: OrgReferences = {
  loginUrl: 'https://login.salesforce.com',
  instanceUrl: 'https://acme.my.salesforce.com',
  username: 'me@acme.example',
};

const NO_ORG: OrgReferences = { loginUrl: undefined, instanceUrl: undefined, username: undefined };

const templateOf = (body: string, ...parameters: string[]): Template => {
  const declared = parameters.map((name) => ({ name, help: 'x' }));
  const text = `title: Shop\nsummary: x\nparameters: ${JSON.stringify(declared)}\n${body}`;
  const { template, problems } = parseTemplate(text, 'shop.yaml');
  expect(problems).to.deep.equal([]);
  return template!;
};

describe('fillTemplate', () => {
  it('takes $${ for the characters that begin a reference', () => {
    const template = templateOf("label: '$${url} and ${url} cost $5'\ndescription: '$$${url}'", 'url');
    expect(fillTemplate(template, { url: 'x' }, ORG).raw).to.deep.equal({
      label: '${url} and x cost $5',
      description: '$${url}',
    });
  });

  it('puts in whatever an app holds as it is, once it is escaped', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('$', '{', '}', '${', 'url', '$$', ' ')), (parts) => {
        const text = `x${parts.join('')}x`;
        const template = templateOf(`label: ${JSON.stringify(escapeReferences(text))}`, 'url');
        expect(fillTemplate(template, { url: 'x' }, ORG).raw).to.deep.equal({ label: text });
      })
    );
  });

  it('puts parameters and facts of the org in, wherever they stand', () => {
    const body = ['oauth:', '  callbackUrls:', '    - ${org.loginUrl}/x', '    - ${url}/${path}?o=${org.instanceUrl}'];
    const template = templateOf([...body, 'contactEmail: ${org.username}'].join('\n'), 'url', 'path');
    const { raw, problems } = fillTemplate(template, { url: 'https://a.example', path: 'cb' }, ORG);
    expect({ raw, problems }).to.deep.equal({
      raw: {
        oauth: {
          callbackUrls: ['https://login.salesforce.com/x', 'https://a.example/cb?o=https://acme.my.salesforce.com'],
        },
        contactEmail: 'me@acme.example',
      },
      problems: [],
    });
  });

  it('puts a value in as it is, whatever it looks like', () => {
    const template = templateOf('label: a ${x} b', 'x', 'y');
    const label = (x: string): unknown => fillTemplate(template, { x, y: 'no' }, ORG).raw.label;
    expect([label('$&'), label('${y}'), label("$'"), label('')]).to.deep.equal([
      'a $& b',
      'a ${y} b',
      "a $' b",
      'a  b',
    ]);
  });

  it('leaves a setting out whose parameter was not given', () => {
    const body = 'label: Shop\ndescription: for ${who}\npolicies: { refreshToken: { expireAfter: "${days} days" } }';
    expect(fillTemplate(templateOf(body, 'who', 'days'), {}, ORG).raw).to.deep.equal({ label: 'Shop' });
  });

  it('leaves an item of a list out whose parameter was not given, and the list with its last item', () => {
    const body = 'oauth: { callbackUrls: ["https://a/${x}", "https://b/${y}"], scopes: ["${y}"] }';
    expect(fillTemplate(templateOf(body, 'x', 'y'), { x: '1' }, ORG).raw).to.deep.equal({
      oauth: { callbackUrls: ['https://a/1'] },
    });
  });

  it('keeps what is empty in the template itself', () => {
    const body = 'oauth: { scopes: [], flows: {} }\npolicies: { enabled: false, guestJwtTimeout: 0 }';
    const { raw } = fillTemplate(templateOf(body), {}, ORG);
    expect(raw).to.deep.equal({
      oauth: { scopes: [], flows: {} },
      policies: { enabled: false, guestJwtTimeout: 0 },
    });
  });

  it('does not change the template', () => {
    const template = templateOf('label: ${x}', 'x');
    fillTemplate(template, { x: 'one' }, ORG);
    expect(template.body).to.deep.equal({ label: '${x}' });
  });

  it('tells where in the template each item stands, although others of its list fell away', () => {
    const body = [
      'oauth:',
      '  callbackUrls:',
      '    - https://${x}',
      '    - https://a/${y}',
      'related:',
      '  authProviders:',
      '    - { when: { kind: [a] }, name: A, friendlyName: A, type: salesforce }',
      '    - { name: B, friendlyName: B, type: salesforce, authorizeUrl: "https://a/${y}" }',
    ];
    const text = ['title: Shop', 'summary: x', 'parameters:', '  - { name: x, help: x }', '  - { name: y, help: x }'];
    const kind = '  - { name: kind, help: x, type: choice, choices: [a, b] }';
    const { template } = parseTemplate([...text, kind, ...body].join('\n'), 'shop.yaml');
    const { raw, locate } = fillTemplate(template!, { y: 'nowhere', kind: 'b' }, ORG);
    expect(raw.oauth).to.deep.equal({ callbackUrls: ['https://a/nowhere'] });
    expect(locate(['oauth', 'callbackUrls', 0])).to.equal('shop.yaml:10:7 oauth.callbackUrls[1]');
    expect(locate(['related', 'authProviders', 0, 'authorizeUrl'])).to.equal(
      'shop.yaml:14:53 related.authProviders[1].authorizeUrl'
    );
    expect(locate(['label'])).to.equal('shop.yaml label');
  });

  it('tells of a value that is nothing but a parameter’s where that was given', () => {
    const template = templateOf('label: ${x}\noauth: { scopes: ["${y}"] }', 'x', 'y');
    const { locate } = fillTemplate(template, { x: 'one' }, ORG);
    expect(locate(['label'])).to.equal('--set x');
    expect(locate(['oauth', 'scopes', 0])).to.include('oauth.scopes');
  });

  it('takes a text of a list only where its condition holds, also one of several choices', () => {
    const text = [
      'title: Shop',
      'summary: x',
      'parameters:',
      '  - { name: kind, help: x, type: choice, choices: [a, b, c], several: true }',
      'oauth:',
      '  callbackUrls:',
      '    - { when: { kind: [a] }, value: https://a }',
      '    - { when: { kind: [b, c] }, value: https://bc }',
      '    - https://all',
    ];
    const { template, problems } = parseTemplate(text.join('\n'), 'shop.yaml');
    expect(problems).to.deep.equal([]);
    const urls = (kind: string): unknown => fillTemplate(template!, { kind }, ORG).raw.oauth;
    expect(urls('b')).to.deep.equal({ callbackUrls: ['https://bc', 'https://all'] });
    expect(urls('a,c')).to.deep.equal({ callbackUrls: ['https://a', 'https://bc', 'https://all'] });
  });

  it('puts what the org’s usernames end in into values that name it', () => {
    const text = [
      'title: Shop',
      'summary: x',
      'parameters: [{ name: x, help: x, type: username }]',
      'policies: { runAs: "${x}" }',
    ];
    const { template } = parseTemplate(text.join('\n'), 'shop.yaml');
    const { raw } = fillTemplate(
      template!,
      { x: 'ci@acme.com${org.usernameSuffix}' },
      { ...ORG, usernameSuffix: '.uat' }
    );
    expect(raw.policies).to.deep.equal({ runAs: 'ci@acme.com.uat' });
  });

  it('says which flag tells what is missing of the org', () => {
    const what = 'is missing: what the template shop sets up depends on the org (--target-org tells it too)';
    const problems = (body: string): unknown => fillTemplate(templateOf(body), {}, NO_ORG).problems;
    expect(problems('label: ${org.loginUrl}')).to.deep.equal([{ where: '--org-type', what }]);
    expect(problems('label: ${org.instanceUrl}')).to.deep.equal([{ where: '--target-org', what }]);
    expect(problems('label: ${org.setupUrl} ${org.setupUrl}')).to.deep.equal([{ where: '--target-org', what }]);
  });
});

describe('fillSteps', () => {
  it('puts in parameters, facts of the org, and facts of the app', () => {
    const template = templateOf('', 'who');
    const steps = [{ step: 'Tell ${who} about ${app.name} in ${org.instanceUrl}', page: '${app.url}' }];
    const more = { 'app.name': 'Shop', 'app.url': 'https://x' };
    expect(fillSteps(steps, template, { who: 'Ada' }, ORG, {}, more)).to.deep.equal([
      { step: 'Tell Ada about Shop in https://acme.my.salesforce.com', page: 'https://x' },
    ]);
  });

  it('leaves out a step that is about a parameter that was not given', () => {
    const template = templateOf('', 'who');
    const steps = [{ step: 'Tell ${who}' }, { step: 'Tell ${who}', page: 'https://x' }, { step: 'Go on' }];
    expect(fillSteps(steps, template, {}, ORG, {})).to.deep.equal([{ step: 'Go on' }]);
  });

  it('leaves out a step that the app no longer needs', () => {
    const steps = [{ step: 'Add addresses', unless: 'oauth.security.refreshTokenIpAllowlist' as const }];
    const has = (ranges: Array<{ start: string; end: string }>): object => ({
      oauth: { security: { refreshTokenIpAllowlist: ranges } },
    });
    const left = (definition: object): unknown => fillSteps(steps, templateOf(''), {}, ORG, definition);
    expect(left(has([{ start: '192.0.2.1', end: '192.0.2.1' }]))).to.deep.equal([]);
    expect(left(has([]))).to.have.length(1);
    expect(left({})).to.have.length(1);
  });

  it('keeps a step without the page that nobody knows', () => {
    const steps = [{ step: 'Look at the app', page: '${app.url}' }];
    expect(fillSteps(steps, templateOf(''), {}, ORG, {})).to.deep.equal([{ step: 'Look at the app' }]);
  });
});

describe('parametersOf', () => {
  it('gives the parameters that a setting is made of, and not those of a setting with a longer name', () => {
    const body = 'oauth: { callbackUrls: ["https://${a}/${b}?${org.username}"], scopes: ["${c}"] }';
    const template = templateOf(body, 'a', 'b', 'c');
    expect(parametersOf(template, 'oauth.callbackUrls')).to.deep.equal(['a', 'b']);
    expect(parametersOf(template, 'policies.profiles')).to.deep.equal([]);
    expect(parametersOf(undefined, 'policies.profiles')).to.deep.equal([]);
  });
});

describe('fixedSettings', () => {
  it('are those that hang on no parameter, no condition and no org', () => {
    const parameters = '[{ name: who, help: x }, { name: kind, help: x, type: choice, choices: [a] }]';
    const body = [
      'label: for ${who}',
      'contactEmail: ${org.username}',
      'oauth: { callbackUrls: ["https://${who}/cb", "https://a/cb"], security: { requirePkce: false } }',
      'policies: { when: { kind: [a] }, permittedUsers: adminApproved }',
    ];
    const text = ['title: Shop', 'summary: x', 'appWhen: { kind: [a] }', `parameters: ${parameters}`, ...body];
    const { template } = parseTemplate(text.join('\n'), 'shop.yaml');
    expect(fixedSettings(template!)).to.deep.equal({
      oauth: { callbackUrls: ['https://a/cb'], security: { requirePkce: false } },
    });
  });
});
