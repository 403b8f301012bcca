import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { compareSettings, type Difference } from '../definition/compare.js';
import type { Problem } from '../definition/problems.js';
import { relatedMembers, type Related } from '../definition/related.js';
import { mergeDefinitions, type PartialDefinition } from '../definition/schema.js';
import { encodeComponents } from '../metadata/components.js';
import { OLDEST_API_VERSION } from '../settings/platform.js';
import { askOrg, NO_QUESTIONS } from '../org/questions.js';
import type { OrgReferences } from '../templates/fill.js';
import { accessFiles } from './accessPlan.js';
import { missingCertificate } from './keyPair.js';
import { accept, compose, warningsFor } from './compose.js';
import { planFiles, type Packaging } from './generatedFiles.js';
import type { AppRequest } from './request.js';
import { orgReferences, referencesOfKind } from './orgReferences.js';
import type { Run } from './run.js';
import { refuseExisting, tellingOfFiles } from './outputFiles.js';
import { writeWhole, type TextFile } from './wholeFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.generate');

export interface GenerateOptions {
  /** Folder that the metadata folders go into. */
  outputDir: string;
  /** Overwrite files that exist. */
  force: boolean;
  /** The API version that the files are for, such as 68.0. */
  apiVersion: string;
  /** An org that tells its kind and the running user's email. */
  connection?: Connection;
  /** The kind of org, where no org is asked. */
  orgType?: 'production' | 'sandbox';
}

/** The files that were written. */
export interface GeneratedApp {
  name: string;
  apiVersion: string;
  outputDir: string;
  /** Paths as seen from where the command ran. */
  files: string[];
  /** What is said and done of a package, where the app is for one. */
  packaging?: Packaging;
  /** Settings that this API version cannot take, and so are in no file. */
  differences: Difference[];
}

interface OrgOfFiles {
  org: OrgReferences;
  contactEmail: string | undefined;
}

const describeOrg = async ({ connection, orgType }: GenerateOptions): Promise<OrgOfFiles> => {
  if (connection) {
    const answers = await askOrg(connection, NO_QUESTIONS);
    return { org: orgReferences(connection, answers), contactEmail: answers.runningUserEmail || undefined };
  }
  return { org: referencesOfKind(orgType), contactEmail: undefined };
};

const versionProblems = (apiVersion: string): Problem[] =>
  Number(apiVersion) < OLDEST_API_VERSION
    ? [{ where: '--api-version', what: messages.getMessage('error.apiVersion', [apiVersion, OLDEST_API_VERSION]) }]
    : [];

/** Permission sets hold nothing secret, and an app's policies cannot name one that is not there. */
const permissionSetFiles = ({ related = {} }: PartialDefinition, outputDir: string): TextFile[] =>
  accessFiles({ sets: related.permissionSets ?? [] }).map(({ path, content }) => ({
    path: join(outputDir, path),
    content,
  }));

/** Whether an org has to do something that no file asks it for. */
const isMoreThanFiles = ({ permissionSetAssignments = [], ...related }: Related): boolean =>
  permissionSetAssignments.length + relatedMembers(related).length > 0;

/**
 * Writes an app's source files, without what only an org makes (key, secret, links to the org), to be deployed by
 * other means.
 *
 * @throws SfError `InvalidInputError`; `FilesExistError`; `NoAppError`; `NotWrittenError`, `PartlyWrittenError`
 */
export const generateApp = async (run: Run, request: AppRequest, options: GenerateOptions): Promise<GeneratedApp> => {
  const { outputDir, force, apiVersion } = options;
  const { org, contactEmail } = await describeOrg(options);
  const { definition, hasApp, defaultLabel, problems } = compose(request, org);
  const asked = mergeDefinitions({ label: defaultLabel, contactEmail }, definition);
  if (!hasApp) throw messages.createError('error.noApp');
  const isEmailMissing =
    asked.contactEmail === undefined && ![...request.file.wrong, ...request.flags.wrong].includes('contactEmail');
  const completed = accept(asked, [
    ...problems,
    ...versionProblems(apiVersion),
    ...missingCertificate(request, definition),
    ...(isEmailMissing ? [{ where: '--contact-email', what: messages.getMessage('error.noContactEmail') }] : []),
  ]);
  warningsFor(completed).forEach((warning) => run.warn(warning));
  if (definition.related && isMoreThanFiles(definition.related)) run.warn(messages.getMessage('warning.related'));

  const major = Math.floor(Number(apiVersion));
  const { components } = encodeComponents(completed, major);
  const planned = await tellingOfFiles(force, () => planFiles(components, completed, outputDir));
  const { additions, packaging } = planned;
  const files = [...planned.files, ...permissionSetFiles(definition, outputDir)];
  const paths = files.map(({ path }) => path);
  if (!force) await refuseExisting(paths);
  planned.warnings.forEach((warning) => run.warn(warning));
  await tellingOfFiles(force, () => writeWhole(run, [...files, ...additions], { force, makeFolders: true }));
  const differences = compareSettings(completed, completed, {
    apiVersion: major,
    usedWith: request.template?.usedWith,
    why: request.template?.why,
  });
  return { name: completed.name, apiVersion, outputDir, files: paths, ...(packaging && { packaging }), differences };
};
