import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { readApps } from '../../src/org/apps.js';
import { getTemplate } from '../../src/templates/find.js';
import { connectTo, create, flag, recordRun } from '../support/operations.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';

describe('what the templates ask of their users', () => {
  let org: LocalOrg;
  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
  });
  after(() => org.stop());

  /** What `sf eca create --template` says of the flags and parameters that are missing or wrong. */
  const complaints = async (template: string, ...parameters: string[]): Promise<string> => {
    const connection = await connectTo(org);
    const creating = create(recordRun(), connection, { template, parameters, flags: [] });
    return creating.then(
      ({ state }) => state,
      (error: unknown) => (error as Error).message
    );
  };

  it('a Jira URL for Sinergify', async () => {
    expect(await complaints('sinergify')).to.match(/^--set jiraUrl: .*https:\/\/sinergify\.atlassian\.net/);
    expect(await complaints('sinergify', 'jiraUrl=acme.atlassian.net')).to.match(/^--set jiraUrl: /);
  });

  it('callback URL and outbound IP for Plauti Server', async () => {
    const message = await complaints('plauti');
    expect(message).to.include('2 things are wrong');
    expect(message).to.include('--callback-url: is missing');
    expect(message).to.match(/--set serverOutboundIp: .*203\.0\.113\.10/);
    expect(await complaints('plauti', 'serverOutboundIp=12.345.67.891')).to.include('--set serverOutboundIp: ');
  });

  it('one address or a range of them for Plauti Server, with a description of its own on request', async () => {
    const connection = await connectTo(org);
    const parameters = ['serverOutboundIp=203.0.113.10-203.0.113.12', 'outboundIpDescription=Cluster'];
    const flags = [flag('oauth.callbackUrls', ['https://plauti.acme.example/cb'])];
    await create(recordRun(), connection, { template: 'plauti', parameters, flags });
    const [{ definition }] = await readApps(connection, apiNameFromUser('Plauti_Server_ECA'));
    expect(definition.oauth?.security?.refreshTokenIpAllowlist).to.deep.equal([
      { start: '203.0.113.10', end: '203.0.113.12', description: 'Cluster' },
    ]);
  });

  it('a domain without anything around it and a user for Service Board Sync', async () => {
    expect(await complaints('service-board-sync')).to.match(
      /--callback-url, --set tenantDomain: is missing(.*\n)* *--run-as: is missing/
    );
    for (const domain of ['https://acme.boards.example', 'acme.boards.example/oauth', 'acme', 'acme.example:8443']) {
      const message = await complaints('service-board-sync', `tenantDomain=${domain}`);
      expect(message, domain).to.include('--set tenantDomain: does not have the form');
    }
  });

  it("a look of their own at the rights that Service Board Sync's user needs, which no tool can check", async () => {
    const { before: atHand } = await getTemplate('service-board-sync');
    const steps = atHand.map(({ step }) => step);
    expect(steps.filter((step) => /see for yourself.*Appendix C/is.test(step))).to.have.length(1);
  });

  it("no tenant domain, where Service Board Sync's callback URL is given whole", async () => {
    const connection = await connectTo(org);
    const flags = [
      flag('oauth.callbackUrls', ['https://sync.acme.example/cb']),
      flag('policies.runAs', 'integration@local.org'),
    ];
    await create(recordRun(), connection, { template: 'service-board-sync', parameters: [], flags });
    const [{ definition }] = await readApps(connection, apiNameFromUser('Service_Board_Sync'));
    expect(definition.oauth?.callbackUrls).to.deep.equal(['https://sync.acme.example/cb']);
  });
});
