import { expect } from 'chai';
import { formatYaml, inOrder, parseYaml } from '../../../src/definition/document.js';
import { hasHidden } from '../../../src/settings/visible.js';
import { checkPart } from '../../../src/definition/schema.js';

const problemsOf = (text: string): string[] => parseYaml(text, 'app.yaml').problems.map(({ where }) => where);

describe('parseYaml', () => {
  it('reads YAML and JSON', () => {
    expect(parseYaml('label: Shop\noauth:\n  scopes: [api]\n', 'app.yaml').document?.content).to.deep.equal({
      label: 'Shop',
      oauth: { scopes: ['api'] },
    });
    const { document, problems } = parseYaml('{ "label": "Shop" }', 'app.json');
    expect({ content: document?.content, problems }).to.deep.equal({ content: { label: 'Shop' }, problems: [] });
  });

  it('tells where the syntax is wrong, by line and column', () => {
    expect(parseYaml('label: Shop\nlabel: Store\n', 'app.yaml').problems).to.deep.equal([
      { where: 'app.yaml:2:1', what: 'Map keys must be unique' },
    ]);
    expect(problemsOf('label: a: b')).to.deep.equal(['app.yaml:1:8']);
    expect(problemsOf('oauth:\n\tscopes: []')[0]).to.equal('app.yaml:2:1');
  });

  for (const text of ['', '# nothing\n', '- api\n', 'just text', '42']) {
    it(`says that ${JSON.stringify(text)} holds no settings`, () => {
      expect(parseYaml(text, 'app.yaml')).to.deep.equal({
        document: undefined,
        problems: [{ where: 'app.yaml', what: 'must hold settings (key: value), and holds none' }],
      });
    });
  }

  it('takes an alias of an anchor that is not there for a problem of the file', () => {
    expect(parseYaml('label: Shop\ndescription: *nowhere\n', 'app.yaml').problems).to.deep.equal([
      { where: 'app.yaml:2:14', what: 'Unresolved alias (the anchor must be set before the alias)' },
    ]);
  });

  it('tells no more than ten mistakes of what is no YAML at all', () => {
    expect(problemsOf(Array.from({ length: 11 }, () => 'label: a: b').join('\n'))).to.have.lengthOf(10);
  });

  it('takes what is nested too deep for a problem of the file', () => {
    const { problems } = parseYaml(`label: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'app.yaml');
    expect(new Set(problems.map(({ what }) => what))).to.deep.equal(new Set(['nested too deep']));
  });

  it('takes aliases that grow beyond all bounds for a problem of the file', () => {
    const levels = Array.from({ length: 12 }, (_, index) => {
      const items = Array.from({ length: 9 }, () => (index === 0 ? 'x' : `*a${index - 1}`));
      return `k${index}: &a${index} [${items.join(', ')}]`;
    });
    expect(problemsOf(levels.join('\n'))).to.deep.equal(['app.yaml']);
  });
});

describe('the place of a setting in a file', () => {
  const TEXT = ['label: Shop', 'oauth:', '  scopes: [api, full]', '  callbackUrls:', '    - https://a.example/'].join(
    '\n'
  );
  const PLACES: Array<[PropertyKey[], string]> = [
    [['label'], 'app.yaml:1:1 label'],
    [['oauth', 'scopes'], 'app.yaml:3:3 oauth.scopes'],
    [['oauth', 'scopes', 1], 'app.yaml:3:17 oauth.scopes[1]'],
    [['oauth', 'callbackUrls', 0], 'app.yaml:5:7 oauth.callbackUrls[0]'],
    [['oauth', 'flows', 'device'], 'app.yaml:2:1 oauth.flows.device'],
    [['policies', 'runAs'], 'app.yaml policies.runAs'],
    [[], 'app.yaml'],
  ];

  for (const [path, place] of PLACES) {
    it(`is told as ${place}`, () => {
      expect(parseYaml(TEXT, 'app.yaml').document?.locate(path)).to.equal(place);
    });
  }

  it('is the place of what stands nearest above where the setting itself is not written', () => {
    const { document } = parseYaml('oauth: { flows: {} }', 'app.yaml');
    expect(document?.locate(['oauth', 'flows', 'device'])).to.equal('app.yaml:1:10 oauth.flows.device');
  });
});

describe('formatYaml', () => {
  it('writes durations as people write them', () => {
    const written = formatYaml({
      name: 'Shop',
      policies: { refreshToken: { expireAfter: { amount: 90, unit: 'days' } } },
    });
    expect(written).to.equal('name: Shop\npolicies:\n  refreshToken:\n    expireAfter: 90 days\n');
  });

  it('writes what is empty as it is', () => {
    expect(formatYaml({ name: null })).to.equal('name: null\n');
  });

  it('writes what nobody sees so that it is seen, and read back', () => {
    const label = 'Shop\u001b[2J\u202epo\nmore';
    const written = formatYaml({ label, scopes: [label] });
    expect(hasHidden(written)).to.equal(false);
    expect(parseYaml(written, 'app.yaml').document?.content).to.deep.equal({ label, scopes: [label] });
  });

  it('writes what can be read back', () => {
    const definition = {
      name: 'Shop',
      label: 'yes',
      oauth: {
        security: { refreshTokenIpAllowlist: [{ start: '192.0.2.1', end: '192.0.2.9', description: '#1: x' }] },
      },
    };
    const { document } = parseYaml(formatYaml(definition), 'app.yaml');
    expect(checkPart(document?.content ?? {}, String).value).to.deep.equal(definition);
  });
});

describe('the problems of a file', () => {
  it('are told from its top to its end, first what has no place in it', () => {
    const PLACES = ['app.yaml', 'app.yaml:2:1', 'app.yaml:9:3 label', 'app.yaml:9:12 name', 'app.yaml:10:1 oauth'];
    const problems = PLACES.map((where) => ({ where, what: 'is wrong' }));
    expect(inOrder(problems.toReversed())).to.deep.equal(problems);
  });
});
