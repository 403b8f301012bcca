import { toXml } from './xml.js';

/** What a component is called in an org. */
export interface Member {
  type: string;
  fullName: string;
}

/** A list of members, as package.xml and the lists of what is to be deleted have it. */
export const toManifest = (members: readonly Member[], version: string): string => {
  const types = [...Map.groupBy(members, ({ type }) => type)].map(([name, ofType]) => ({
    name,
    members: ofType.map(({ fullName }) => fullName),
  }));
  return toXml({ type: 'Package', elements: { types, version } });
};
