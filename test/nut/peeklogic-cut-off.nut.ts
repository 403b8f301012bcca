import '../support/isolatedHome.js';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import type { LocalOrg } from '../../local-org/index.js';
import type { EcaCreateResult } from '../../src/commands/eca/create.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { atStep, expectWhole, type StepName } from '../support/interruptions.js';
import { create, recordRun } from '../support/operations.js';
import { ALL, APP, readRelatedMembers, TOKEN } from '../support/peeklogic.js';
import type { Finished, RealCli } from '../support/realCli.js';
import type { Recorder } from '../support/recorder.js';
import { renewOrg, startRecordedCli } from '../support/renewedOrg.js';

const PEEKLOGIC = [
  ...['eca', 'create', '--template', 'peeklogic', '--enable-access', '--target-org', 'acme'],
  ...['--set', 'jiraUrl=https://acme.atlassian.net', '--set', 'jiraUsername=admin@acme.com'],
  ...['--set', 'salesforceIdentityType=namedPrincipal', '--set', 'jiraIdentityType=namedPrincipal'],
];

describe('sf eca create --template peeklogic, cut off and run again', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  before(async () => {
    ({ org, recorder, connection, cli } = await startRecordedCli());
  });
  beforeEach(async () => {
    org = await renewOrg(org);
    recorder.requests.length = 0;
  });
  after(async () => {
    await cli.dispose();
    await recorder.stop();
    await org.stop();
  });

  const isOn = async (): Promise<boolean> => isAccessOn(await readAppSettings(connection));

  const cutOff = async (step: StepName, signal: NodeJS.Signals): Promise<Finished> => {
    const ended = await cli.run(PEEKLOGIC, {
      env: { ECA_SECRET_JIRA_PASSWORD: TOKEN },
      onStart: (child) => {
        recorder.interfere = atStep(step, async () => {
          child.kill(signal);
          // Where nothing is left to clean up, it ends before it can hear what the org answers.
          if (step === 'the app is deployed') await new Promise((resolve) => child.once('close', resolve));
        });
      },
    });
    recorder.interfere = () => undefined;
    return ended;
  };

  type Again = () => Promise<Pick<EcaCreateResult, 'related'> & { warnings: string[] }>;

  /** The same command, with the secret from stdin this time. */
  const sameCommand: Again = async () => {
    const words = [...PEEKLOGIC, '--set', 'jiraPassword=-'];
    const { exitCode, result, warnings } = await cli.json<EcaCreateResult>(words, { input: `${TOKEN}\n` });
    expect(exitCode).to.equal(68);
    return { related: result.related, warnings };
  };

  /** What the same command does, without a start of sf: a run that was cut off leaves nothing but what is in the org. */
  const sameOperation: Again = async () => {
    const run = recordRun();
    const { related } = await create(run, connection, ALL, { enableAccess: true });
    return { related, warnings: run.warnings };
  };

  /** Runs the same again, and says what it warned of; what is there already is not made once more. */
  const runAgain = async (again: Again): Promise<string[]> => {
    const there = await readRelatedMembers(connection);
    const { related, warnings } = await again();
    const unchanged = related.filter(({ state }) => state === 'unchanged');
    expect(unchanged.map(({ type, fullName }) => `${type} ${fullName}`)).to.have.members(
      there.map(({ type, fullName }) => `${type} ${fullName}`)
    );
    await expectWhole(recorder, connection);
    return warnings;
  };

  const APP_IS_THERE = `In the org now: ExternalClientApplication ${APP}`;
  const APP_IS_SET_UP = `The deploy of the app ${APP} is done`;
  const ACCESS_IS_OFF = "The org's access to consumer secrets over REST is off again.";

  /** What it says where Ctrl-C is pressed at each step, beside how to go on. */
  const TOLD: Record<StepName, string[]> = {
    'the app is deployed': ['Whether it arrived is not known'],
    'the secret is refused': [APP_IS_SET_UP],
    'the access to secrets is turned on': [ACCESS_IS_OFF, APP_IS_SET_UP],
    'the key is listed': [ACCESS_IS_OFF, APP_IS_SET_UP],
    'the secret is read': [ACCESS_IS_OFF, APP_IS_SET_UP],
    'the access to secrets is turned off': [ACCESS_IS_OFF, APP_IS_SET_UP],
    'the Auth. Provider is deployed': [APP_IS_THERE],
    'the named credentials are deployed': [`${APP_IS_THERE}, AuthProvider Peeklogic_Salesforce`],
  };

  for (const [step, told] of Object.entries(TOLD) as Array<[StepName, string[]]>) {
    it(`says what exists where Ctrl-C is pressed as ${step}, and goes on from there`, async () => {
      const { status, stderr } = await cutOff(step, 'SIGINT');
      expect(status).to.equal(130);
      for (const text of told) expect(stderr).to.include(text);
      expect(stderr).to.match(/running the same command again/i);
      expect(stderr).to.not.include(TOKEN);
      expect(await isOn()).to.equal(false);
      expect(await runAgain(sameOperation)).to.deep.equal([]);
      expect(await isOn()).to.equal(false);
    });
  }

  it('turns the access to secrets off where an earlier run was killed before it could', async () => {
    expect((await cutOff('the secret is read', 'SIGKILL')).status).to.equal(null);
    expect(await isOn()).to.equal(true);
    expect((await runAgain(sameCommand)).join()).to.include('An earlier run of this tool had left');
    expect(await isOn()).to.equal(false);
  });

  it('makes nothing twice where it was killed while the org was at work', async () => {
    expect((await cutOff('the Auth. Provider is deployed', 'SIGKILL')).status).to.equal(null);
    // The one that was killed never heard whether its deploy had arrived.
    for (const warning of await runAgain(sameCommand)) expect(warning).to.include('never heard whether it arrived');
    expect(await isOn()).to.equal(false);
  });
});
