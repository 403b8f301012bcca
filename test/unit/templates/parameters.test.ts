import { expect } from 'chai';
import { fillParameters } from '../../../src/templates/parameters.js';
import type { Template } from '../../../src/templates/template.js';
import { parseTemplate } from '../../support/parsedTemplate.js';

const templateWith = (parameters: object[]): Template => {
  const text = JSON.stringify({ title: 'Shop', summary: 'x', parameters });
  const { template, problems } = parseTemplate(text, 'shop.yaml');
  expect(problems).to.deep.equal([]);
  return template!;
};

type Filled = ReturnType<typeof fillParameters>;

const fill = (parameter: object, ...given: string[]): Pick<Filled, 'values' | 'problems'> => {
  const template = templateWith([{ name: 'it', help: 'Ask the vendor.', ...parameter }]);
  const { values, problems } = fillParameters(template, given);
  return { values, problems };
};

describe('the value of a parameter', () => {
  const TAKEN: Array<[object, string, string]> = [
    [{}, 'anything at all', 'anything at all'],
    [{}, 'a=b=c', 'a=b=c'],
    [{}, 'two\nlines', 'two\nlines'],
    [{}, '-', '-'],
    [{ type: 'url' }, 'https://jira.example.com/', 'https://jira.example.com'],
    [{ type: 'url' }, 'https://jira.example.com/jira/', 'https://jira.example.com/jira'],
    [{ type: 'url' }, 'https://jira.example.com/jira//', 'https://jira.example.com/jira'],
    [{ type: 'url' }, 'http://10.0.0.1:8881', 'http://10.0.0.1:8881'],
    [{ type: 'ip-range' }, '192.0.2.0/30', '192.0.2.0/30'],
    [{ type: 'email' }, 'a@example.com', 'a@example.com'],
    [{ type: 'username' }, 'a@local', 'a@local'],
    [{ type: 'choice', choices: ['cloud', 'server'] }, 'server', 'server'],
    [{ pattern: '^[a-z]+$' }, 'abc', 'abc'],
    [{ pattern: '^.$' }, '👩', '👩'],
  ];

  for (const [parameter, given, value] of TAKEN) {
    it(`${JSON.stringify(parameter)} takes "${given}"`, () => {
      expect(fill(parameter, `it=${given}`)).to.deep.equal({ values: { it: value }, problems: [] });
    });
  }

  const REFUSED: Array<[object, string, string]> = [
    [{ type: 'url' }, 'jira.example.com', 'must be an absolute http or https URL without user, query and fragment'],
    [{ type: 'url' }, 'xhttp://a', 'must be an absolute http or https URL without user, query and fragment'],
    [{ type: 'url' }, 'httpx://a', 'must be an absolute http or https URL without user, query and fragment'],
    [{ type: 'url' }, 'ftp://a', 'must be an absolute http or https URL without user, query and fragment'],
    [{ type: 'url' }, 'https://a/?b', 'must be an absolute http or https URL without user, query and fragment'],
    [{ type: 'url' }, 'https://a/#', 'must be an absolute http or https URL without user, query and fragment'],
    [{ type: 'url' }, 'https://u:p@a', 'must be an absolute http or https URL without user, query and fragment'],
    [{ type: 'ip-range' }, '192.0.2.9-192.0.2.1', 'runs backwards: its first address is higher than its last'],
    [{ type: 'email' }, 'a', 'must be an email address, such as admin@example.com'],
    [{ type: 'username' }, 'a', 'must be a Salesforce username, such as integration@example.com'],
    [{ type: 'choice', choices: ['cloud', 'server'] }, 'Server', 'must be one of cloud, server'],
    [{ pattern: '^[a-z]+$' }, 'ABC', 'does not have the form ^[a-z]+$'],
  ];

  for (const [parameter, given, what] of REFUSED) {
    it(`${JSON.stringify(parameter)} refuses "${given}"`, () => {
      expect(fill(parameter, `it=${given}`)).to.deep.equal({ values: {}, problems: [{ where: '--set it', what }] });
    });
  }

  it('is judged at once, whatever the pattern', () => {
    const begun = performance.now();
    expect(fill({ pattern: '^(a+)+$' }, `it=${'a'.repeat(5000)}!`).values).to.deep.equal({});
    expect(performance.now() - begun).to.be.below(1000);
  });

  it('is known as given, where it is wrong', () => {
    const template = templateWith([{ name: 'it', help: 'Ask the vendor.', type: 'url', required: true }]);
    expect(fillParameters(template, ['it=no']).wrong).to.deep.equal(['it']);
    expect(fillParameters(template, []).wrong).to.deep.equal([]);
    expect(fillParameters(template, ['it=https://a.example']).wrong).to.deep.equal([]);
  });

  it('is its default where none is given', () => {
    expect(fill({ default: 'x' }).values).to.deep.equal({ it: 'x' });
    expect(fill({ default: 'x' }, 'it=y').values).to.deep.equal({ it: 'y' });
    expect(fill({ default: 'x', required: true })).to.deep.equal({ values: { it: 'x' }, problems: [] });
  });

  it('is a default in the form that a value given would have', () => {
    expect(fill({ type: 'url', default: 'https://jira.example.com/' }).values).to.deep.equal({
      it: 'https://jira.example.com',
    });
  });

  it('may be absent', () => {
    expect(fill({})).to.deep.equal({ values: {}, problems: [] });
  });
});

describe('what is wrong with parameters', () => {
  it('is that a required one is missing, with its help and an example', () => {
    expect(fill({ required: true }).problems).to.deep.equal([
      { where: '--set it', what: 'is missing. Ask the vendor.' },
    ]);
    expect(fill({ required: true, example: 'acme' }).problems).to.deep.equal([
      { where: '--set it', what: 'is missing. Ask the vendor. Example: --set it=acme' },
    ]);
  });

  it('is that a required one is empty', () => {
    const { values, problems } = fill({ required: true }, 'it=');
    expect(values).to.deep.equal({});
    expect(problems.map(({ where }) => where)).to.deep.equal(['--set it']);
  });

  it('is not also that one is missing which is wrong', () => {
    expect(fill({ required: true, type: 'email' }, 'it=x').problems).to.have.lengthOf(1);
  });

  it('is one that the template does not have', () => {
    const template = templateWith([
      { name: 'tenantDomain', help: 'x' },
      { name: 'site', help: 'x' },
    ]);
    expect(fillParameters(template, ['tenantDomian=a']).problems).to.deep.equal([
      { where: '--set', what: 'the template shop has no parameter tenantDomian. Did you mean tenantDomain?' },
    ]);
    expect(fillParameters(template, ['x=a']).problems).to.deep.equal([
      { where: '--set', what: 'the template shop has no parameter x; it has tenantDomain, site' },
    ]);
    expect(fillParameters(templateWith([]), ['x=a']).problems).to.deep.equal([
      { where: '--set', what: 'the template shop has no parameters' },
    ]);
  });

  it('is one that is given twice with two values', () => {
    expect(fill({}, 'it=a', 'it=b')).to.deep.equal({
      values: { it: 'a' },
      problems: [{ where: '--set', what: 'gives the parameter it two values' }],
    });
    expect(fill({}, 'it=a', 'it=a')).to.deep.equal({ values: { it: 'a' }, problems: [] });
  });

  for (const entry of ['it', '=a', '=it=a', '']) {
    it(`is "${entry}", which is no name=value`, () => {
      expect(fill({}, entry).problems).to.deep.equal([
        { where: `--set ${entry}`, what: 'takes name=value, such as --set tenantDomain=example.com' },
      ]);
    });
  }

  it('is that there is no template', () => {
    const what = 'only goes with --template: parameters belong to a template';
    expect(fillParameters(undefined, ['it=a'])).to.deep.equal({
      values: {},
      problems: [{ where: '--set', what }],
      wrong: [],
      missing: [],
    });
    expect(fillParameters(undefined, [])).to.deep.equal({ values: {}, problems: [], wrong: [], missing: [] });
  });

  it('is told all at once', () => {
    const template = templateWith([
      { name: 'one', help: 'x', required: true },
      { name: 'two', help: 'x', type: 'url' },
    ]);
    const { problems } = fillParameters(template, ['two=x', 'three=y', 'four']);
    expect(problems.map(({ where }) => where)).to.deep.equal(['--set four', '--set two', '--set', '--set one']);
  });
});
