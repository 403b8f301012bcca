import { expect } from 'chai';
import { parseFleet, type FleetFile } from '../../../src/fleet/file.js';
import { findOrgs, type FleetSelection, type KnownLogins } from '../../../src/fleet/orgs.js';
import { parseShard } from '../../../src/fleet/shard.js';

const APPS = 'apps: { one: { label: One }, two: { label: Two } }\n';

const parse = (orgs: string): FleetFile => {
  const { fleet, problems } = parseFleet(`${APPS}orgs:\n${orgs}`, 'fleet.yaml');
  if (!fleet || problems.length > 0) throw new Error(problems.map(({ where, what }) => `${where}: ${what}`).join('\n'));
  return fleet;
};

const loginsOf = (...aliases: string[]): KnownLogins => ({
  aliases: new Map(aliases.map((alias) => [alias, `admin@${alias}.example`])),
  usernames: new Set(aliases.map((alias) => `admin@${alias}.example`)),
});

const find = (
  orgs: string,
  logins: KnownLogins,
  selection?: FleetSelection
): { orgs: string[]; problems: string[] } => {
  const found = findOrgs(parse(orgs), logins, selection);
  return {
    orgs: found.orgs.map(({ name, entry, apps }) => `${name} (${entry}): ${apps.join(' ')}`),
    problems: found.problems.map(({ where, what }) => `${where}: ${what}`),
  };
};

describe('the orgs of a fleet file', () => {
  const ALL = loginsOf('prod', 'uat', 'dev-a', 'dev-b');

  it('are those that it names, its members, and those whose aliases are like a pattern', () => {
    const orgs = `  prod: { apps: all }
  sandboxes: { match: "dev-*", apps: [two] }
  tests: { members: [uat], apps: [two, one] }
`;
    expect(find(orgs, ALL)).to.deep.equal({
      orgs: ['prod (prod): one two', 'dev-a (sandboxes): two', 'dev-b (sandboxes): two', 'uat (tests): one two'],
      problems: [],
    });
  });

  it('may be called otherwise than their entry, or by username', () => {
    const orgs = '  production: { org: prod, apps: [one] }\n  other: { org: admin@uat.example, apps: [one] }\n';
    expect(find(orgs, ALL).orgs).to.deep.equal(['prod (production): one', 'admin@uat.example (other): one']);
  });

  it('are taken by no pattern where they are named', () => {
    const orgs = '  all: { match: "*", apps: [one] }\n  uat: { apps: [two] }\n';
    expect(find(orgs, ALL).orgs).to.deep.equal([
      'prod (all): one',
      'dev-a (all): one',
      'dev-b (all): one',
      'uat (uat): two',
    ]);
  });

  it('must all be logged in to, as far as they are meant', () => {
    const orgs = '  prod: { apps: [one] }\n  lost: { apps: [one] }\n  none: { match: "qa-*", apps: [one] }\n';
    expect(find(orgs, ALL).problems).to.deep.equal([
      'fleet.yaml:5:11 orgs.none.match[0]: No alias that the CLI knows is like qa-*. Log in to such an org first (sf org login web --alias …), or take the pattern out',
      'fleet.yaml:4:3 orgs.lost: The CLI has no login for lost: log in first (sf org login web --alias …), or leave it out with --org or --shard',
    ]);
    expect(find('  prod: { apps: [one] }\n  lost: { apps: [one] }\n', ALL, { orgs: ['prod'] }).problems).to.deep.equal(
      []
    );
  });

  it('are not the same under two names', () => {
    const orgs = '  prod: { apps: [one] }\n  again: { org: admin@prod.example, apps: [two] }\n';
    expect(find(orgs, ALL).problems).to.deep.equal([
      'fleet.yaml:4:12 orgs.again.org: admin@prod.example is the same org as another entry: fleet.yaml:3:3 orgs.prod',
    ]);
  });

  it('can be chosen by alias and by entry, and apps by key; what there is not is named', () => {
    const orgs = '  prod: { apps: all }\n  sandboxes: { match: "dev-*", apps: [two] }\n';
    expect(find(orgs, ALL, { orgs: ['sandboxes'], apps: ['two'] }).orgs).to.deep.equal([
      'dev-a (sandboxes): two',
      'dev-b (sandboxes): two',
    ]);
    expect(find(orgs, ALL, { orgs: ['prd'], apps: ['three'] }).problems).to.deep.equal([
      '--org prd: There is no org prd in this file. Did you mean prod?',
      '--app three: There is no app three in this file. It has: one, two',
    ]);
  });

  it('are divided so that each is in one part, whatever their order in the file', () => {
    const names = ['e', 'b', 'a', 'd', 'c'];
    const write = (order: string[]): string => order.map((name) => `  ${name}: { apps: [one] }\n`).join('');
    const parts = (order: string[]): string[][] =>
      [1, 2].map((index) =>
        findOrgs(parse(write(order)), loginsOf(...names), { shard: { index, count: 2 } }).orgs.map(({ name }) => name)
      );
    expect(parts(names).map((part) => part.toSorted())).to.deep.equal([
      ['a', 'c', 'e'],
      ['b', 'd'],
    ]);
    expect(parts(names.toReversed()).map((part) => part.toSorted())).to.deep.equal([
      ['a', 'c', 'e'],
      ['b', 'd'],
    ]);
  });

  it('need no login where they are in another part', () => {
    const orgs = '  a: { apps: [one] }\n  b: { apps: [one] }\n';
    expect(find(orgs, loginsOf('a'), { shard: { index: 1, count: 2 } })).to.deep.equal({
      orgs: ['a (a): one'],
      problems: [],
    });
  });
});

describe('a part of the orgs', () => {
  it('is a number of how many', () => {
    expect(parseShard('2/5')).to.deep.equal({ index: 2, count: 5 });
  });
  for (const wrong of ['0/5', '6/5', '2', '2/', 'a/b', '-1/2', '2/5/6', '2.0/5'])
    it(`is not ${wrong}`, () => {
      expect(() => parseShard(wrong)).to.throw('No part of the orgs is called');
    });
});
