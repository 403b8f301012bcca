import { expect } from 'chai';
import { entryOf } from '../../../src/fleet/entries.js';
import { parseFleet, type FleetFile } from '../../../src/fleet/file.js';
import { handOverOf } from '../../../src/fleet/handOver.js';
import type { FleetOrg } from '../../../src/fleet/orgs.js';
import { relocate } from '../../../src/fleet/relocate.js';
import { environmentFor, parseSecrets, variableEnding } from '../../../src/fleet/secrets.js';

const problemsOf = (text: string): string[] =>
  parseFleet(text, 'fleet.yaml').problems.map(({ where, what }) => `${where}: ${what}`);

const parse = (text: string): FleetFile => {
  const { fleet, problems } = parseFleet(text, 'fleet.yaml');
  if (!fleet || problems.length > 0) throw new Error(problemsOf(text).join('\n'));
  return fleet;
};

const UAT: FleetOrg = { name: 'uat', username: 'admin@uat.example', entry: 'tests', apps: ['board'] };

const FLEET = `apps:
  board:
    template: service-board-sync
    set: { tenantDomain: acme.example.com, port: 443 }
    oauth: { scopes: [api], security: { requirePkce: true } }
orgs:
  tests:
    members: [uat]
    apps: [board]
    overrides:
      board:
        set: { tenantDomain: test.example.com }
        oauth: { scopes: [id], flows: { device: false } }
`;

describe('a fleet file', () => {
  it('is told all that is wrong with it at once, and where', () => {
    const wrong = `apps:
  9lives: { template: plauti }
  board: { set: { ports: [1] } }
orgs:
  prod: { apps: [bord], overrides: { plauti: { label: x } } }
  uat: { apps: all, org: a, match: b }
accept:
  - { setting: oauth.nothing, reason: x }
  - { rule: pkce-off, setting: oauth.scopes, reason: y }
  - { rule: pkce-off }
handOver: { to: file }
colour: red
`;
    const problems = problemsOf(wrong);
    for (const place of ['2:3', '3:19', '6:3', '8:7', '9:5', '10:5', '11:13', '12:1'])
      expect(problems.filter((problem) => problem.startsWith(`fleet.yaml:${place}`))).to.have.lengthOf.at.least(
        1,
        place
      );
    expect(problems[0]).to.include('starts with a letter');
    expect(problems.at(-1)).to.include('colour');
  });

  it('is told also what is wrong beside an entry that nobody can read', () => {
    const problems = problemsOf('apps: { a: { label: A }, b: 5 }\norgs: { p: { apps: [c, b] }, q: { aps: all } }\n');
    expect(problems).to.have.length(4);
    expect(problems[0]).to.match(/^fleet\.yaml:1:26 apps\.b: /);
    expect(problems[1]).to.match(/^fleet\.yaml:2:21 orgs\.p\.apps\[0\]: There is no app c/);
  });

  it('names only apps that it has, with the name that was probably meant', () => {
    expect(problemsOf('apps: { board: { label: B } }\norgs: { prod: { apps: [bord] } }\n')).to.deep.equal([
      'fleet.yaml:2:24 orgs.prod.apps[0]: There is no app bord in this file. Did you mean board?',
    ]);
    expect(
      problemsOf(
        'apps: { a: { label: A }, b: { label: B } }\norgs: { p: { apps: [a], overrides: { b: { label: C } } } }\n'
      )
    ).to.deep.equal([
      "fleet.yaml:2:38 orgs.p.overrides.b: says what b has otherwise, and this entry's apps don't include it",
    ]);
  });

  it('gives an org its own over what the app has: groups key by key, lists whole', () => {
    const { settings, parameters } = entryOf(parse(FLEET), UAT, 'board');
    expect(settings.content).to.deep.equal({
      oauth: { scopes: ['id'], security: { requirePkce: true }, flows: { device: false } },
    });
    expect(parameters).to.deep.equal({ tenantDomain: 'test.example.com', port: '443' });
  });

  it('tells of each setting and parameter where it was written', () => {
    const entry = entryOf(parse(FLEET), UAT, 'board');
    expect(entry.locate(['oauth', 'scopes', 0])).to.match(/^fleet\.yaml:13:.* orgs\.tests\.overrides\.board\.oauth/);
    expect(entry.locate(['oauth', 'security', 'requirePkce'])).to.match(/^fleet\.yaml:5:.* apps\.board\.oauth/);
    const flags = new Map([['--label', 'label']]);
    const whereOf = (where: string): string => relocate({ where, what: '' }, entry, flags).where;
    expect(whereOf('--set port')).to.match(/^fleet\.yaml:4:\d+ apps\.board\.set\.port$/);
    expect(whereOf('--set tenantDomain')).to.match(/^fleet\.yaml:12:\d+ orgs\.tests\.overrides\.board\.set/);
    expect(whereOf('--label')).to.match(/^fleet\.yaml:2:3 apps\.board\.label$/);
    expect(whereOf('oauth.scopes')).to.match(/^fleet\.yaml:13:/);
    expect(whereOf('billing.yaml:3:4 oauth')).to.equal('billing.yaml:3:4 oauth');
  });
});

describe('where a fleet hands over to', () => {
  it('has the names of org and app in it, beside the file, and leads nowhere else', () => {
    const fill = (file: string, org: string): string => {
      const filled = handOverOf({ file }, { org, app: 'board', folder: '/fleet' });
      return String(filled.file);
    };
    expect(fill('out/${org}/${app}.env', 'uat')).to.equal('/fleet/out/uat/board.env');
    expect(fill('/secrets/${org}.env', 'admin@uat.example')).to.equal('/secrets/admin@uat.example.env');
    expect(fill('out/${org}.env', '../../etc')).to.equal('/fleet/out/.._.._etc.env');
    const place = { org: 'uat', app: 'board', folder: '/fleet' };
    expect(handOverOf({ command: ['vault', 'put', 'eca/${org}/${app}'] }, place).command).to.deep.equal([
      'vault',
      'put',
      'eca/uat/board',
    ]);
  });
});

describe('secrets of a fleet', () => {
  it('are groups of org, app and parameter', () => {
    expect(parseSecrets('uat: { jira: { jiraPassword: s3cret } }', 'stdin')).to.deep.equal({
      secrets: { uat: { jira: { jiraPassword: 's3cret' } } },
      problems: [],
    });
  });
  it('are not repeated where they are written wrong', () => {
    for (const wrong of ['uat: { jira: s3cret }', 'uat: s3cret', 'uat: { jira: { s3cret: [1] } }', '[s3cret']) {
      const { problems } = parseSecrets(wrong, 'stdin');
      expect(problems).to.have.length(1);
      expect(JSON.stringify(problems)).not.to.include('s3cret');
    }
  });
  it('of one org stand in the environment over those of all', () => {
    expect(variableEnding('dev-a.x')).to.equal('__DEV_A_X');
    const environment = { ECA_SECRET_PASSWORD: 'all', ECA_SECRET_PASSWORD__UAT: 'uat', OTHER__UAT: 'x' };
    expect(environmentFor('uat', environment)).to.include({ ECA_SECRET_PASSWORD: 'uat' });
    expect(environmentFor('prod', environment)).to.include({ ECA_SECRET_PASSWORD: 'all' });
    expect(environmentFor('uat', environment)).not.to.have.property('OTHER');
  });
});
