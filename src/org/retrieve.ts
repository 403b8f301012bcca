import type { Connection } from '@salesforce/core';
import { ensureArray } from '@salesforce/kit';
import type { JsonMap } from '@salesforce/ts-types';
import type { XmlElements } from '../metadata/codecs.js';
import { poll } from './poll.js';
import { loadSdr } from './sdr.js';
import { retrySafely, type OnRetry } from './retry.js';

/** One member as the org holds it. */
export interface RetrievedComponent {
  type: string;
  fullName: string;
  elements: XmlElements;
}

type RetrieveRequest = Parameters<Connection['metadata']['retrieve']>[0];

export class RetrieveError extends Error {}

/** The elements below a file's root; attributes (the name space) are no settings. */
const elementsIn = (parsed: JsonMap): XmlElements => {
  const root = Object.entries(parsed).find(([name]) => !name.startsWith('?'))?.[1] as XmlElements;
  return Object.fromEntries(Object.entries(root).filter(([name]) => !name.startsWith('@')));
};

/** A zip file in metadata format, as components. A .forceignore file of the user's project has no say in it. */
const readZip = async (zip: Buffer): Promise<RetrievedComponent[]> => {
  const { MetadataResolver, RegistryAccess, ZipTreeContainer } = await loadSdr();
  const tree = await ZipTreeContainer.create(zip);
  const resolver = new MetadataResolver(new RegistryAccess(), tree, false);
  return Promise.all(
    resolver.getComponentsFromPath('.').map(async (component) => ({
      type: component.type.name,
      fullName: component.fullName,
      elements: elementsIn(await component.parseXml<JsonMap>()),
    }))
  );
};

/**
 * Retrieves members over the Metadata API and reads them from the answer, without a file on disk.
 *
 * @param members type → member names, or `*` for all
 * @throws RetrieveError where the org says that the retrieve failed
 */
export const retrieveComponents = async (
  connection: Connection,
  members: ReadonlyMap<string, string[] | '*'>,
  onRetry?: OnRetry
): Promise<RetrievedComponent[]> => {
  const version = connection.getApiVersion();
  const types = [...members].map(([name, wanted]) => ({ name, members: wanted === '*' ? ['*'] : wanted }));
  const request = { apiVersion: Number(version), singlePackage: true, unpackaged: { types, version } };
  const { id } = await retrySafely(async () => connection.metadata.retrieve(request as RetrieveRequest), onRetry);
  // Loaded while the org works.
  void loadSdr();
  const result = await poll(() => connection.metadata.checkRetrieveStatus(id), { onRetry });
  if (!result.success || !result.zipFile) {
    const messages = ensureArray(result.messages).map(({ problem }) => problem);
    throw new RetrieveError([result.errorMessage, ...messages].filter(Boolean).join(' '));
  }
  return readZip(Buffer.from(result.zipFile, 'base64'));
};
