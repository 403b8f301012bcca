import { join } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { formatYaml, parseYaml } from '../definition/document.js';
import type { Problem } from '../definition/problems.js';
import { checkPart, fromValues, settingsGiven, type AppDefinition } from '../definition/schema.js';
import { FLEET_FILE } from '../fleet/file.js';
import type { LiveApp } from '../org/liveApp.js';
import { appName } from '../settings/apiNames.js';
import { isPolicy } from '../settings/platform.js';
import { contradictionsIn } from './compose.js';
import { policiesWithoutOauth } from './oauthOfApp.js';
import type { TextFile } from './wholeFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.export');

const APPS_FOLDER = 'apps';

/** An app that is in a file. */
export interface ExportedApp {
  name: string;
  /** Its definition file, as seen from where the command ran. */
  file: string;
  label: string;
  /** What it holds and no new app may have: the file is good for this app, and not for one that is set up anew. */
  refusedIfNew: Problem[];
}

/** An app that no file can give back. */
export interface LeftOutApp {
  name: string;
  reason: string;
}

/** The files that apps come to. */
export interface PlannedExport {
  /** Null where there is no app for it. */
  fleetFile: string | null;
  apps: ExportedApp[];
  leftOut: LeftOutApp[];
  files: TextFile[];
}

/** Of an app from a package all but the policies is its publisher's, and can be changed and made nowhere else. */
const ofTheOrg = ({ definition, installedFrom }: LiveApp): AppDefinition =>
  installedFrom === null
    ? definition
    : {
        name: definition.name,
        ...fromValues(
          settingsGiven(definition)
            .filter(({ setting }) => isPolicy(setting.type))
            .map(({ path, value }) => [path, value])
        ),
      };

const reasonToLeaveOut = ({ name, installedFrom, definition }: LiveApp): string | undefined => {
  if (!appName.safeParse(name).success) return messages.getMessage('leftOut.name');
  if (installedFrom !== null && definition.policies === undefined)
    return messages.getMessage('leftOut.noPolicies', [installedFrom]);
  return undefined;
};

/** What there is to say against a new app that is set up of this file; one from a package is never new. */
const refusals = ({ installedFrom }: LiveApp, text: string, file: string): Problem[] => {
  const { document, problems } = parseYaml(text, file);
  if (!document) return problems;
  const { value, problems: wrong } = checkPart(document.content, document.locate);
  const together = [...contradictionsIn(value, document.locate), ...policiesWithoutOauth(value, document.locate)];
  return installedFrom === null ? [...wrong, ...together] : wrong;
};

/** Names of files, of which none is another one where case does not count, as on many disks. No app has a - in its name. */
const fileNames = (apps: readonly LiveApp[]): Map<LiveApp, string> => {
  const alike = Map.groupBy(apps, ({ name }) => name.toLowerCase());
  return new Map(
    [...alike.values()].flatMap((group) =>
      group.map((app, index) => [app, index === 0 ? `${app.name}.yaml` : `${app.name}-${index + 1}.yaml`] as const)
    )
  );
};

const fleetText = (orgName: string, names: ReadonlyMap<LiveApp, string>): string =>
  formatYaml({
    apps: Object.fromEntries([...names].map(([{ name }, file]) => [name, { definition: `${APPS_FOLDER}/${file}` }])),
    orgs: { [orgName]: { apps: 'all' } },
  });

/**
 * The files that these apps come to: one with the definition of each as the org holds it, and a fleet file that has all
 * of them. What an org makes itself (ids, key and secret, links) is no setting, and so in none.
 *
 * @param orgName what the user calls the org
 */
export const planExport = (
  found: readonly LiveApp[],
  { outputDir, orgName }: { outputDir: string; orgName: string }
): PlannedExport => {
  const leftOut = found.flatMap((app): LeftOutApp[] => {
    const reason = reasonToLeaveOut(app);
    return reason === undefined ? [] : [{ name: app.name, reason }];
  });
  const kept = found.filter((app) => reasonToLeaveOut(app) === undefined);
  const names = fileNames(kept);
  const written = [...names].map(([app, name]) => ({
    app,
    path: join(outputDir, APPS_FOLDER, name),
    content: formatYaml(ofTheOrg(app)),
  }));
  const fleetFile = kept.length > 0 ? join(outputDir, FLEET_FILE) : null;
  const fleet = fleetFile === null ? [] : [{ path: fleetFile, content: fleetText(orgName, names) }];
  return {
    fleetFile,
    apps: written.map(({ app, path, content }) => ({
      name: app.name,
      file: path,
      label: app.definition.label ?? app.name,
      refusedIfNew: refusals(app, content, path),
    })),
    leftOut,
    files: [...written.map(({ path, content }) => ({ path, content })), ...fleet],
  };
};
