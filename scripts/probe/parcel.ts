import { strToU8, zipSync } from 'fflate';
import { FILE_PLACES } from '../../src/metadata/componentTypes.js';
import { toManifest } from '../../src/metadata/manifest.js';
import { toXml } from '../../src/metadata/xml.js';
import type { XmlElements } from '../../src/settings/codecs.js';
import type { EcaType } from '../../src/settings/platform.js';

export interface ProbeComponent {
  type: EcaType;
  fullName: string;
  elements: XmlElements;
}

/** A package as it is sent: also such as no tool would make. */
export interface Parcel {
  components: ProbeComponent[];
  /** API version of package.xml. */
  version: string;
  /** Components that lie in the package and that package.xml does not name. */
  unnamed?: ProbeComponent[];
}

const fileOf = ({ type, fullName, elements }: ProbeComponent): [string, Uint8Array] => [
  `${FILE_PLACES[type].folder}/${fullName}.${FILE_PLACES[type].suffix}`,
  strToU8(toXml({ type, elements })),
];

/** SDR would leave out, or put right, what the org is to be asked about; so it is packed here. */
export const packParcel = ({ components, version, unnamed = [] }: Parcel): Buffer =>
  Buffer.from(
    zipSync({
      'package.xml': strToU8(toManifest(components, version)),
      ...Object.fromEntries([...components, ...unnamed].map(fileOf)),
    })
  );
