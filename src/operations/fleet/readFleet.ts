import { dirname, isAbsolute, join } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { loadCertificate } from '../../definition/certificates.js';
import { USUAL_VARIABLES } from '../../definition/credentialFormats.js';
import { inputReader, type InputOptions } from '../../definition/inputs.js';
import { problemsError, throwProblems, type Problem } from '../../definition/problems.js';
import { shownAs, type ReadText } from '../../definition/sources.js';
import type { Acceptance } from '../../fleet/acceptances.js';
import { entryOf, type FleetEntry } from '../../fleet/entries.js';
import { parseFleet, type FleetFile } from '../../fleet/file.js';
import { handOverOf } from '../../fleet/handOver.js';
import { findOrgs, type FleetOrg, type FleetSelection } from '../../fleet/orgs.js';
import { relocate } from '../../fleet/relocate.js';
import type { HandOverEntry } from '../../fleet/schema.js';
import { environmentFor, parseSecrets, variableEnding, type FleetSecrets } from '../../fleet/secrets.js';
import { isSameName } from '../../settings/apiNames.js';
import { secretVariable } from '../../templates/secrets.js';
import type { OrgReferences } from '../../templates/fill.js';
import { compose, wrongAnyhow } from '../compose.js';
import { SETTING_OF_FLAG } from '../flagSettings.js';
import type { Destination } from '../handOver.js';
import { readRequest, requestAnew, type AppInput, type AppRequest } from '../request.js';
import { readLogins } from './logins.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** One app that an org is to have. */
export interface AppTask {
  /** What the fleet file calls it. */
  key: string;
  entry: FleetEntry;
  request: AppRequest;
  /** The app's API name, as far as it hangs on no org. */
  name: string | undefined;
  /** Where its key and secret go. */
  destination: Destination | undefined;
}

/** One org, and what it is to have. */
export interface OrgTask extends FleetOrg {
  tasks: AppTask[];
}

/** A fleet, read, with all that it refers to: nothing is wrong with it, as far as no org has to be asked. */
export interface Fleet {
  path: string;
  orgs: OrgTask[];
  acceptances: Acceptance[];
  prune: boolean;
  /** The part of it that is meant. */
  selection: FleetSelection;
}

export interface FleetOptions extends FleetSelection, InputOptions {
  path: string;
  /** A file, or stdin, with secrets of several orgs. */
  secretsFile?: string;
  /** Secrets are of no use, so they are not read, and not missing. */
  withoutSecrets?: boolean;
  /** Where output of commands goes that take credentials. */
  output: 'stdout' | 'stderr';
  environment?: NodeJS.ProcessEnv;
}

/** An org that is not asked: only what any org could be. */
const ANY_ORG: OrgReferences = {
  loginUrl: 'https://login.salesforce.com',
  instanceUrl: 'https://example.my.salesforce.com',
  username: 'user@example.com',
  usernameSuffix: '',
  setupUrl: 'https://example.my.salesforce-setup.com',
};

const FLAGS: ReadonlyMap<string, string> = new Map(
  Object.entries(SETTING_OF_FLAG).map(([flag, path]) => [`--${flag}`, path])
);

const beside = (file: string, path: string): string => (isAbsolute(path) ? path : join(dirname(file), path));

/** Only what looks like a path is one; anything else is a template's name. */
const templateOf = (file: string, template: string): string =>
  /[/\\]|\.(ya?ml|json)$/i.test(template) ? beside(file, template) : template;

const toDestination = (entry: HandOverEntry, output: FleetOptions['output']): Destination => {
  const { keyVariable = USUAL_VARIABLES.consumerKey, secretVariable: secret = USUAL_VARIABLES.consumerSecret } = entry;
  const variables = { consumerKey: keyVariable, consumerSecret: secret };
  const { file, format, command = [], stdin } = entry;
  return file === undefined
    ? { kind: 'command', words: command, stdin, variables, output }
    : { kind: 'file', path: file, format, force: false, makesFolder: true, variables };
};

/** Reads what an app's entry refers to, once for all orgs. */
const readBases = async ({ path, content }: FleetFile, apps: string[]): Promise<Map<string, AppRequest>> => {
  const read = async (key: string): Promise<[string, AppRequest]> => {
    const { template, definition } = content.apps[key];
    const input: AppInput = {
      template: template === undefined ? undefined : templateOf(path, template),
      definitionFile: definition === undefined ? undefined : beside(path, definition),
      parameters: [],
      flags: [],
    };
    // Secrets are each org's own.
    return [key, await readRequest(input, { withoutSecrets: true })];
  };
  return new Map(await Promise.all(apps.map(read)));
};

interface Reading {
  file: FleetFile;
  bases: Map<string, AppRequest>;
  secrets: FleetSecrets;
  environment: NodeJS.ProcessEnv;
  withoutSecrets: boolean;
  output: FleetOptions['output'];
}

/** How a secret is given here, where a single app takes it from its command line. */
const missingSecret = ({ where, what }: Problem, request: AppRequest, { name }: FleetOrg, key: string): Problem => {
  const parameter = request.missingParameters.find((one) => one.name === where && one.type === 'secret');
  if (!parameter) return { where, what };
  const variable = secretVariable(parameter.name);
  const tokens = [parameter.help, variable, `${variable}${variableEnding(name)}`];
  return { where: `${name} / ${key}: ${parameter.name}`, what: messages.getMessage('secret.missing', tokens) };
};

const readTask = async (
  org: FleetOrg,
  key: string,
  { file, bases, secrets, output, ...given }: Reading
): Promise<{ task: AppTask; problems: Problem[] }> => {
  const base = bases.get(key);
  if (!base) throw new Error(`${key} was not read.`);
  const entry = entryOf(file, org, key);
  const wrongFiles = await loadCertificate(entry.settings.content, file.path, entry.settings.locate);
  const parameters = Object.entries(entry.parameters).map(([name, value]) => `${name}=${value}`);
  const input = { ...base.input, parameters, settings: entry.settings, secrets: secrets[org.name]?.[key] };
  const request = requestAnew(base, input, {
    ...given,
    environment: environmentFor(org.name, given.environment),
  });
  const composed = compose(request, ANY_ORG);
  const problems = [...wrongFiles, ...request.problems, ...wrongAnyhow(composed)].map((problem) =>
    relocate(missingSecret(problem, request, org, key), entry, FLAGS)
  );
  const handOver = file.content.apps[key].handOver ?? file.content.handOver;
  const place = { org: org.name, app: key, folder: dirname(file.path) };
  const destination = handOver ? toDestination(handOverOf(handOver, place), output) : undefined;
  return { task: { key, entry, request, name: composed.definition.name, destination }, problems };
};

/** Two entries for one app of one org would undo each other. */
const sameApps = ({ name, tasks }: OrgTask): Problem[] => {
  return tasks.flatMap((task) => {
    const { name: app } = task;
    const first = app === undefined ? task : tasks.find((other) => isSameName(other.name ?? '', app));
    if (first === undefined || first === task) return [];
    return [{ where: task.entry.locate([]), what: messages.getMessage('sameApp', [name, first.key, app]) }];
  });
};

/** Two apps whose secrets go into one file would overwrite each other. */
const sameFiles = (orgs: OrgTask[]): Problem[] => {
  const files = orgs.flatMap(({ name, tasks }) =>
    tasks.flatMap(({ key, destination }) =>
      destination?.kind === 'file' ? [{ name, key, path: destination.path }] : []
    )
  );
  const shared = [...Map.groupBy(files, ({ path }) => path)].find(([, users]) => users.length > 1);
  if (!shared) return [];
  const [path, users] = shared;
  const names = users.slice(0, 2).map(({ name, key }) => `${key} (${name})`);
  return [{ where: 'handOver', what: messages.getMessage('sameFile', [path, names.join(', ')]) }];
};

/** What is wrong in the file is wrong for every org that it is said of, and told once. */
const once = (problems: Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [`${problem.where}: ${problem.what}`, problem])).values(),
];

const readFile = async (path: string, readText: ReadText): Promise<{ file: FleetFile; problems: Problem[] }> => {
  const text = await readText(path).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw messages.createError('error.unreadable', [shownAs(path), code]);
  });
  const { fleet, problems } = parseFleet(text, shownAs(path));
  if (!fleet) throw problemsError(problems);
  return { file: fleet, problems };
};

/**
 * Reads a fleet file with all that it refers to, and judges all of it that can be judged without asking an org.
 *
 * @throws SfError `UnreadableError`, `InvalidInputError` with every problem at once
 */
export const readFleet = async (options: FleetOptions): Promise<Fleet> => {
  const { path, secretsFile, output, environment = process.env, withoutSecrets = false, ...input } = options;
  const selection = { orgs: options.orgs, apps: options.apps, shard: options.shard };
  const readText = inputReader(input);
  const { file, problems: inFile } = await readFile(path, readText);
  const given =
    secretsFile === undefined
      ? { secrets: {}, problems: [] }
      : parseSecrets(await readText(secretsFile), shownAs(secretsFile));
  const found = findOrgs(file, await readLogins(file), selection);
  const used = [...new Set(found.orgs.flatMap((org) => org.apps))];
  const bases = await readBases(file, used);
  const reading = { file, bases, secrets: given.secrets, environment, withoutSecrets, output };
  const problems = [...inFile, ...given.problems, ...found.problems];
  const orgs: OrgTask[] = [];
  for (const org of found.orgs) {
    const read = await Promise.all(org.apps.map((key) => readTask(org, key, reading)));
    const task = { ...org, tasks: read.map((one) => one.task) };
    problems.push(...read.flatMap((one) => one.problems), ...sameApps(task));
    orgs.push(task);
  }
  throwProblems(once([...problems, ...sameFiles(orgs)]));
  return { path, orgs, acceptances: file.acceptances, prune: file.content.prune, selection };
};
