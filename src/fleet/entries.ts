import type { ParsedDocument } from '../definition/document.js';
import { valueIn, type Locate } from '../definition/problems.js';
import { mergeGroups } from '../templates/extend.js';
import type { FleetFile } from './file.js';
import type { FleetOrg } from './orgs.js';
import { settingsIn } from './schema.js';

/** What a fleet file says of one app in one org: what it says of the app, and over that what it says of the org. */
export interface FleetEntry {
  /** Settings as they were written. */
  settings: ParsedDocument;
  /** Values of the template's parameters. */
  parameters: Record<string, string>;
  /** Where what is said beside settings was written. */
  locate: Locate;
}

const groupAt = (raw: unknown, path: PropertyKey[]): Record<string, unknown> => {
  const found = valueIn(raw, path);
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
};

/** What is said of an app in an org. Nothing of it is checked but its form. */
export const entryOf = ({ content, raw, locate }: FleetFile, { entry }: FleetOrg, app: string): FleetEntry => {
  const [general, own] = [
    ['apps', app],
    ['orgs', entry, 'overrides', app],
  ];
  const override = groupAt(raw, own);
  const locateIn: Locate = (path) => locate([...(valueIn(override, path) === undefined ? general : own), ...path]);
  const settings = mergeGroups(settingsIn(override), settingsIn(groupAt(raw, general)));
  return {
    // Whoever reads a certificate into it must not do so for others.
    settings: { content: structuredClone(settings), locate: locateIn },
    parameters: { ...content.apps[app].set, ...content.orgs[entry].overrides[app]?.set },
    locate: locateIn,
  };
};
