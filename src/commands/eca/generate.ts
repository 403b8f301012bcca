import { join, relative } from 'node:path';
import { Flags } from '@salesforce/sf-plugins-core';
import { SfProject, type Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { toCommand } from '../../definition/shell.js';
import { generateApp, type GeneratedApp } from '../../operations/generateApp.js';
import { orgReferences, referencesOfKind } from '../../operations/orgReferences.js';
import { readRequest, type AppRequest } from '../../operations/request.js';
import { NEWEST_API_VERSION } from '../../settings/platform.js';
import { appFlags, toAppInput } from '../../ui/appFlags.js';
import { sayAwaited } from '../../ui/awaited.js';
import { describeDifferences } from '../../ui/differences.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { describePackaging } from '../../ui/packagingView.js';
import { orgWord } from '../../org/runningUser.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.generate');

export type EcaGenerateResult = GeneratedApp;

/** What the project that the command runs in has to say, where it runs in one. */
const readProject = async (): Promise<{ outputDir?: string; apiVersion?: string }> => {
  try {
    const project = await SfProject.resolve();
    const { sourceApiVersion } = (await project.retrieveSfProjectJson()).getContents();
    const outputDir = join(project.getDefaultPackage().fullPath, 'main', 'default');
    return { outputDir: relative(process.cwd(), outputDir) || '.', apiVersion: sourceApiVersion };
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidProjectWorkspaceError') return {};
    throw error;
  }
};

const deployCommand = (folders: string[], connection: Connection | undefined): string => {
  const words = ['sf', 'project', 'deploy', 'start', ...folders.flatMap((folder) => ['--source-dir', folder])];
  return toCommand(connection === undefined ? words : [...words, '--target-org', orgWord(connection)]);
};

export default class EcaGenerate extends EcaCommand<EcaGenerateResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...appFlags,
    'target-org': Flags.optionalOrg({ summary: messages.getMessage('flags.target-org.summary') }),
    'api-version': Flags.orgApiVersion({ summary: messages.getMessage('flags.api-version.summary') }),
    'org-type': Flags.option({ options: ['production', 'sandbox'] as const })({
      summary: messages.getMessage('flags.org-type.summary'),
      exclusive: ['target-org'],
    }),
    'output-dir': Flags.string({ char: 'd', summary: messages.getMessage('flags.output-dir.summary') }),
    force: Flags.boolean({ summary: messages.getMessage('flags.force.summary') }),
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<EcaGenerateResult> {
    const { flags } = await this.parse(EcaGenerate);
    const project = await readProject();
    const outputDir = flags['output-dir'] ?? project.outputDir;
    if (outputDir === undefined || outputDir === '') throw messages.createError('error.noOutputDir');
    // To name a kind of org means that no org is to be asked, even where sf has a default one.
    const org = flags['org-type'] === undefined ? flags['target-org'] : undefined;
    const connection = org && (await this.connect(org, flags['api-version']));
    const given = await readRequest(toAppInput(flags), { withoutSecrets: true, onWait: sayAwaited });
    const isAsking = !flags['no-prompt'] && this.isAtTerminal();
    const result = await generateApp(
      this.startRun(),
      isAsking ? await this.complete(given, connection, flags['org-type']) : given,
      {
        outputDir,
        force: flags.force,
        apiVersion:
          flags['api-version'] ?? project.apiVersion ?? connection?.getApiVersion() ?? `${NEWEST_API_VERSION}.0`,
        connection,
        orgType: flags['org-type'],
      }
    );
    this.tell(result, connection);
    return result;
  }

  private tell(result: GeneratedApp, connection: Connection | undefined): void {
    const { name, outputDir, files, packaging, differences } = result;
    this.log(messages.getMessage('done', [files.length, name, outputDir]));
    const listed = packaging ? describePackaging(files, packaging) : files.map((file) => `  ${file}`);
    const differing = describeDifferences(differences);
    const besides = packaging && packaging.unpackagedFiles.length > 0 ? [packaging.unpackagedDir] : [];
    const deploy = deployCommand([outputDir, ...besides], connection);
    const nextStep = messages.getMessage(besides.length > 0 ? 'packaging.nextStep' : 'nextStep', [deploy]);
    this.log([...listed, ...differing, '', nextStep].join('\n'));
  }

  /** Asks for what is missing, as `create` does; what an org would have to be asked for that is left to the deploy. */
  private async complete(
    given: AppRequest,
    connection: Connection | undefined,
    orgType: 'production' | 'sandbox' | undefined
  ): Promise<AppRequest> {
    const { completeForFiles } = await import('../../ui/askAtTerminal.js');
    const org = connection ? orgReferences(connection, { isSandbox: false }) : referencesOfKind(orgType);
    return completeForFiles(given, org, (lines) => lines.forEach((line) => this.log(line)));
  }
}
