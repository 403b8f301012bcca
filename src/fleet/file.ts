import { Messages } from '@salesforce/core/messages';
import { inOrder, parseYaml, type ParsedDocument } from '../definition/document.js';
import { check, type Locate, type Problem } from '../definition/problems.js';
import { suggest } from '../definition/suggest.js';
import type { Acceptance } from './acceptances.js';
import { fleetSchema, rightOf, type FleetContent } from './schema.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** What a fleet file is called where nobody says otherwise. */
export const FLEET_FILE = 'eca-fleet.yaml';

/** A fleet file. */
export interface FleetFile {
  /** Its path, as the user gave it. */
  path: string;
  content: FleetContent;
  /** The content as it was written: settings are checked where they are merged. */
  raw: Record<string, unknown>;
  locate: Locate;
  acceptances: Acceptance[];
}

/** That something is called by a name that there is not. */
export const unknownName = (kind: 'app' | 'org', name: string, known: string[]): string => {
  const meant = suggest(name, known);
  return meant === undefined
    ? messages.getMessage(`unknown.${kind}`, [name, known.join(', ')])
    : messages.getMessage(`unknown.${kind}.didYouMean`, [name, meant]);
};

/** @param known the names of apps, also of such in which something is wrong */
const unknownApps = ({ orgs }: FleetContent, known: string[], locate: Locate): Problem[] => {
  const problem = (name: string, path: PropertyKey[]): Problem[] =>
    known.includes(name) ? [] : [{ where: locate(path), what: unknownName('app', name, known) }];
  return Object.entries(orgs).flatMap(([key, entry]) => [
    ...(entry.apps === 'all' ? [] : entry.apps).flatMap((name, index) => problem(name, ['orgs', key, 'apps', index])),
    ...Object.keys(entry.overrides).flatMap((name) => problem(name, ['orgs', key, 'overrides', name])),
  ]);
};

/** What is said of an app that the org does not get is a mistake. */
const overridesWithoutApp = ({ apps, orgs }: FleetContent, locate: Locate): Problem[] =>
  Object.entries(orgs).flatMap(([key, entry]) =>
    Object.keys(entry.overrides)
      .filter((name) => Object.hasOwn(apps, name) && entry.apps !== 'all' && !entry.apps.includes(name))
      .map((name) => ({
        where: locate(['orgs', key, 'overrides', name]),
        what: messages.getMessage('overrideWithoutApp', [name]),
      }))
  );

const unknownInAcceptances = ({ apps, accept }: FleetContent, locate: Locate): Problem[] =>
  accept.flatMap(({ app, rule }, index) =>
    // A rule of the audit may be about any app that an org has.
    app === undefined || rule !== undefined || Object.hasOwn(apps, app)
      ? []
      : [{ where: locate(['accept', index, 'app']), what: unknownName('app', app, Object.keys(apps)) }]
  );

/** Reads a fleet file's text: what is right of it, and everything that is wrong with it by itself. */
export const parseFleet = (
  text: string,
  path: string
): { fleet: FleetFile; problems: Problem[] } | { fleet: undefined; problems: Problem[] } => {
  const { document, problems } = parseYaml(text, path);
  if (!document) return { fleet: undefined, problems };
  const { content: raw, locate }: ParsedDocument = document;
  const checked = check(fleetSchema, raw, locate);
  const content = checked.value ?? rightOf(raw);
  const wrong = [
    ...checked.problems,
    ...unknownApps(content, Object.keys(Object(raw.apps) as object), locate),
    ...overridesWithoutApp(content, locate),
    ...unknownInAcceptances(content, locate),
  ];
  const acceptances = content.accept.map((acceptance, index) => ({ ...acceptance, where: locate(['accept', index]) }));
  return { fleet: { path, content, raw, locate, acceptances }, problems: inOrder(wrong) };
};
