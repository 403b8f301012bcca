import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { RealCli } from '../support/realCli.js';

interface Diagnosis {
  pluginSpecificData: Record<string, object[]>;
  suggestions: string[];
}

describe('sf doctor', () => {
  let cli: RealCli;
  let org: LocalOrg;

  before(async () => {
    org = await startLocalOrg();
    cli = await RealCli.create();
    await cli.login(org, 'org');
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  const diagnose = async (env: Record<string, string>): Promise<{ stdout: string; written: string }> => {
    const { stdout } = await cli.run(['doctor', '--plugin', 'sf-plugin-eca', '--output-dir', cli.home], { env });
    const [, file] = /Wrote doctor diagnosis to: (\S+)/.exec(stdout) ?? [];
    return { stdout, written: await readFile(file, 'utf8') };
  };

  it('looks at the target org, and writes no secret down', async () => {
    const { stdout, written } = await diagnose({ SF_TARGET_ORG: 'org' });
    expect(stdout).to.include('pass - [sf-plugin-eca] the org does not give out consumer secrets over REST');
    expect(written).not.to.include(org.accessToken.split('!')[1]);
    const { pluginSpecificData } = JSON.parse(written) as Diagnosis;
    expect(pluginSpecificData['sf-plugin-eca'][0]).to.include({ newestApiVersion: '68.0' });
  });

  it('says so where no org is named', async () => {
    const { stdout, written } = await diagnose({});
    expect(stdout).to.include('unknown - [sf-plugin-eca] the target org answers');
    expect((JSON.parse(written) as Diagnosis).suggestions.join()).to.include('sf config set target-org');
  });
});
