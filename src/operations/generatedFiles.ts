import { isAbsolute, join, relative } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { settingsGiven, type AppDefinition } from '../definition/schema.js';
import type { Component } from '../metadata/components.js';
import { isPackageable, isPolicy, type EcaType } from '../settings/platform.js';
import type { SettingPath } from '../settings/table.js';
import { toFiles } from './files.js';
import { isKeptOutBy, missingLines, withLines } from './forceIgnore.js';
import { filesKeptOut, findPackagePlaces, readForceIgnore, type PackagePlaces } from './packagePlaces.js';
import { WriteError, type TextFile } from './wholeFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.generate');

/** A setting that was asked for. */
export interface AskedSetting {
  /** Path in the definition. */
  setting: SettingPath;
  value: unknown;
}

/** What goes with an app that is for a package. Paths are as seen from where the command ran. */
export interface Packaging {
  /** Folder beside the package directory, for what no package may hold. */
  unpackagedDir: string;
  /** Those of the files that are in it. */
  unpackagedFiles: string[];
  /** Settings, of those that were asked for, that each org with the package installed sets for itself. */
  setBySubscribers: AskedSetting[];
  /** Settings, of those that were asked for, that stay with the consumer, in the org that has it. */
  keptWithConsumer: AskedSetting[];
  forceIgnore: {
    /** Null outside of a project. */
    file: string | null;
    /** The lines that keep what no package may hold out of it. */
    lines: string[];
    /** Those of them that the file got now. */
    added: string[];
  };
}

/** What is to be written. */
export interface PlannedFiles {
  /** The files of the app. */
  files: TextFile[];
  /** What is added to files of the project. */
  additions: TextFile[];
  packaging?: Packaging;
  warnings: string[];
}

const filesIn = (folder: string, components: Component[]): TextFile[] =>
  toFiles(components).map(({ path, content }) => ({ path: join(folder, path), content }));

/** Paths as the user writes them: whole where the folder was named so, or else as seen from here. */
const pathsLike = (outputDir: string): ((path: string) => string) =>
  isAbsolute(outputDir) ? (path) => path : (path) => relative(process.cwd(), path) || '.';

const settingsIn = (definition: AppDefinition, isMeant: (type: EcaType) => boolean): AskedSetting[] =>
  settingsGiven(definition)
    .filter(({ setting }) => isMeant(setting.type))
    .map(({ path, value }) => ({ setting: path, value }));

/** A .forceignore that cannot be read cannot be added to. */
const readToAdd = async (file: string): Promise<Buffer | undefined> => {
  try {
    return await readForceIgnore(file);
  } catch (error) {
    throw new WriteError(file, (error as NodeJS.ErrnoException).code ?? String(error));
  }
};

interface Ignoring {
  additions: TextFile[];
  forceIgnore: Packaging['forceIgnore'];
}

const planForceIgnore = async (
  { forceIgnore, lines }: PackagePlaces,
  show: (path: string) => string
): Promise<Ignoring> => {
  if (forceIgnore === undefined) return { additions: [], forceIgnore: { file: null, lines, added: [] } };
  const file = show(forceIgnore);
  const former = await readToAdd(file);
  const added = missingLines(former ?? Buffer.alloc(0), lines);
  const content = withLines(former ?? Buffer.alloc(0), added);
  return {
    additions: added.length > 0 ? [{ path: file, content, isAddition: former !== undefined }] : [],
    forceIgnore: { file, lines, added },
  };
};

/** The lines keep also what was there before from being deployed: there may be other apps. */
const warningsOfKeptOut = async (places: PackagePlaces, show: (path: string) => string): Promise<string[]> => {
  const found = await filesKeptOut(places);
  return found.length > 0 ? [messages.getMessage('warning.keptOut', [found.map(show).join(', ')])] : [];
};

const planPackage = async (
  components: Component[],
  definition: AppDefinition,
  outputDir: string
): Promise<PlannedFiles> => {
  const places = await findPackagePlaces(outputDir);
  const show = pathsLike(outputDir);
  const unpackagedDir = show(places.unpackagedDir);
  const unpackaged = filesIn(
    unpackagedDir,
    components.filter(({ type }) => !isPackageable(type))
  );
  const { additions, forceIgnore } = await planForceIgnore(places, show);
  return {
    files: [
      ...filesIn(
        outputDir,
        components.filter(({ type }) => isPackageable(type))
      ),
      ...unpackaged,
    ],
    additions,
    packaging: {
      unpackagedDir,
      unpackagedFiles: unpackaged.map(({ path }) => path),
      setBySubscribers: settingsIn(definition, isPolicy),
      keptWithConsumer: settingsIn(definition, (type) => !isPackageable(type) && !isPolicy(type)),
      forceIgnore,
    },
    warnings: await warningsOfKeptOut(places, show),
  };
};

/** Where the folder is a package's for the sake of another app, its .forceignore keeps out also what this one needs. */
const warningsOfIgnored = async (files: TextFile[], outputDir: string): Promise<string[]> => {
  const { forceIgnore, lines } = await findPackagePlaces(outputDir);
  const ignoring = forceIgnore && (await readForceIgnore(forceIgnore).catch(() => undefined));
  if (forceIgnore === undefined || !ignoring) return [];
  const missing = missingLines(ignoring, lines);
  const present = lines.filter((line) => !missing.includes(line));
  const ignored = files.map(({ path }) => path).filter((path) => isKeptOutBy(present, path));
  const file = pathsLike(outputDir)(forceIgnore);
  return ignored.length > 0 ? [messages.getMessage('warning.ignored', [file, ignored.join(', ')])] : [];
};

const planLocal = async (components: Component[], outputDir: string): Promise<PlannedFiles> => {
  const files = filesIn(outputDir, components);
  return { files, additions: [], warnings: await warningsOfIgnored(files, outputDir) };
};

/**
 * Which files an app comes to, and where they go. One that is for a package is divided: what a package may hold goes
 * into the folder, all else beside the package directory.
 *
 * @throws WriteError where a file that is to be added to cannot be read
 */
export const planFiles = (
  components: Component[],
  definition: AppDefinition,
  outputDir: string
): Promise<PlannedFiles> =>
  definition.distributionState === 'Packaged'
    ? planPackage(components, definition, outputDir)
    : planLocal(components, outputDir);
