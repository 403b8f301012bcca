import { access, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { SfProject } from '@salesforce/core';
import { FORCE_IGNORE, isKeptOutBy, linesFor } from './forceIgnore.js';

/** Where the files of an app go that is for a package. All paths are whole. */
export interface PackagePlaces {
  /** What becomes the package: the package directory of the project, or else the folder that was named. */
  packageDir: string;
  /** Folder for what the package may not hold, beside the package directory. */
  unpackagedDir: string;
  /** The .forceignore that Salesforce's tools read for the package directory; undefined outside of a project. */
  forceIgnore: string | undefined;
  /** The lines that it needs. */
  lines: string[];
}

/** Whether a folder is another one or lies in it. */
const isWithin = (inner: string, outer: string): boolean => {
  const way = relative(outer, inner);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

/** The project that a folder belongs to, which need not be there yet. */
const projectOf = async (folder: string): Promise<SfProject | undefined> => {
  try {
    return await SfProject.resolve(folder);
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidProjectWorkspaceError') return undefined;
    throw error;
  }
};

/**
 * The package directories of a project, also those that are not there yet. They stand in the project's own file: the
 * library's resolved configuration would also judge the address of an org, of which nothing is asked here.
 */
const packageDirsOf = async (project: SfProject): Promise<string[]> => {
  const { packageDirectories } = (await project.retrieveSfProjectJson()).getContents();
  return packageDirectories.map(({ path }) => resolve(project.getPath(), path));
};

/** Of package directories within each other the outermost: what lies beside an inner one is in the outer one. */
const packageDirOf = async (folder: string, project: SfProject | undefined): Promise<string | undefined> =>
  (project ? await packageDirsOf(project) : [])
    .filter((directory) => isWithin(folder, directory))
    .toSorted((one, other) => one.length - other.length)[0];

/** The .forceignore that counts for a folder: the first one above it, or in it; where none is, the project's to be. */
const forceIgnoreFor = async (folder: string, root: string): Promise<string> => {
  const file = join(folder, FORCE_IGNORE);
  const isThere = await access(file).then(
    () => true,
    () => false
  );
  return isThere || folder === root ? file : forceIgnoreFor(dirname(folder), root);
};

/**
 * Where the files of an app go that is for a package.
 *
 * @param outputDir the folder that the user named, or the project's own
 */
export const findPackagePlaces = async (outputDir: string): Promise<PackagePlaces> => {
  const folder = resolve(outputDir);
  const project = await projectOf(folder);
  const packageDir = (await packageDirOf(folder, project)) ?? folder;
  const root = project?.getPath();
  const forceIgnore = root === undefined ? undefined : await forceIgnoreFor(packageDir, root);
  // Outside of a project, the lines are those for a project which the folder is put into.
  const from = forceIgnore === undefined ? dirname(packageDir) : dirname(forceIgnore);
  return {
    packageDir,
    unpackagedDir: join(dirname(packageDir), `${basename(packageDir)}-unpackaged`, relative(packageDir, folder)),
    forceIgnore,
    lines: linesFor(relative(from, packageDir).replaceAll(sep, '/')),
  };
};

/** What a .forceignore holds; undefined where there is none. */
export const readForceIgnore = (file: string): Promise<Buffer | undefined> =>
  readFile(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });

/** The files in the package directory that no package may hold, as far as it can be read. */
export const filesKeptOut = async ({ packageDir, lines }: PackagePlaces): Promise<string[]> => {
  const names = await readdir(packageDir, { recursive: true }).catch(() => []);
  return names
    .filter((name) => isKeptOutBy(lines, name))
    .map((name) => join(packageDir, name))
    .toSorted();
};
