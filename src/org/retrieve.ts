import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { ensureArray } from '@salesforce/kit';
import type { JsonMap } from '@salesforce/ts-types';
import type { XmlElements } from '../settings/codecs.js';
import { poll } from './poll.js';
import { loadSdr } from './sdr.js';
import { retrySafely, type OnRetry } from './retry.js';

/** One member as the org holds it. */
export interface RetrievedComponent {
  type: string;
  fullName: string;
  elements: XmlElements;
}

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'org');

type RetrieveStatus = Awaited<ReturnType<Connection['metadata']['checkRetrieveStatus']>>;

type RetrieveRequest = Parameters<Connection['metadata']['retrieve']>[0];

class RetrieveError extends Error {}

/** Longer than any retrieve of these few types takes; without it a stuck org would keep a command for ever. */
const LONGEST_RETRIEVE_MS = 10 * 60 * 1000;

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
  const ask = async (): Promise<RetrieveStatus> => connection.metadata.checkRetrieveStatus(id);
  const result = await poll(ask, { onRetry, timeoutMs: LONGEST_RETRIEVE_MS });
  if (!result.done) throw new RetrieveError(messages.getMessage('retrieveTooLong', [id]));
  if (!result.success || !result.zipFile) {
    const messages = ensureArray(result.messages).map(({ problem }) => problem);
    throw new RetrieveError([result.errorMessage, ...messages].filter(Boolean).join(' '));
  }
  return readZip(Buffer.from(result.zipFile, 'base64'));
};
