import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { ensureArray } from '@salesforce/kit';
import { z } from 'zod';
import type { MetadataType } from '../metadata/componentTypes.js';
import { parseAnswer } from './answers.js';
import { poll } from './poll.js';
import { readZip, type LastChange, type RetrievedComponent } from './zip.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'org');

type RetrieveRequest = Parameters<Connection['metadata']['retrieve']>[0];

const started = z.object({ id: z.string().min(1) });

// jsforce fills in what is missing, so an answer of something else would be one of a retrieve that still runs.
const retrieveStatus = z.object({
  id: z.string().min(1),
  done: z.boolean(),
  success: z.boolean(),
  zipFile: z.string().nullish(),
  errorMessage: z.string().nullish(),
  errorStatusCode: z.string().nullish(),
  messages: z.preprocess((told) => ensureArray(told), z.array(z.object({ problem: z.string() }))),
  // Of use where it is there, and no reason to take no answer for one.
  fileProperties: z.preprocess((told) => ensureArray(told), z.array(z.unknown())),
});

const properties = z.object({
  type: z.string(),
  fullName: z.string(),
  lastModifiedByName: z.string().min(1),
  lastModifiedDate: z.string().min(1),
});

type RetrieveStatus = z.infer<typeof retrieveStatus>;

/** What to retrieve: member names by type, or `*` for all of them. */
export type Wanted = ReadonlyMap<MetadataType, string[] | '*'>;

export class RetrieveError extends Error {
  public constructor(
    message: string,
    /** The org's word for what is wrong, where it has one. */
    public readonly code?: string
  ) {
    super(message);
  }
}

/** Longer than any retrieve of these few types takes; without it a stuck org would keep a command for ever. */
const LONGEST_RETRIEVE_MS = 10 * 60 * 1000;

const keyOf = ({ type, fullName }: { type: string; fullName: string }): string => `${type} ${fullName}`;

const lastChangesIn = (told: unknown[]): Map<string, LastChange> =>
  new Map(
    told
      .flatMap((one) => properties.safeParse(one).data ?? [])
      .map((one) => [keyOf(one), { by: one.lastModifiedByName, at: one.lastModifiedDate }])
  );

/** The answer's zip, and who changed what is in it. All else of it is let go with the end of this function. */
const fetchZip = async (
  connection: Connection,
  wanted: Wanted,
  signal?: AbortSignal
): Promise<{ zip: Buffer; lastChanges: Map<string, LastChange> }> => {
  const version = connection.getApiVersion();
  const types = [...wanted].map(([name, members]) => ({ name, members: members === '*' ? ['*'] : members }));
  const request = { apiVersion: Number(version), singlePackage: true, unpackaged: { types, version } };
  const { id } = parseAnswer(started, await connection.metadata.retrieve(request as RetrieveRequest), 'retrieve');
  const ask = async (): Promise<RetrieveStatus> => {
    signal?.throwIfAborted();
    return parseAnswer(retrieveStatus, await connection.metadata.checkRetrieveStatus(id), 'checkRetrieveStatus');
  };
  const result = await poll(ask, { timeoutMs: LONGEST_RETRIEVE_MS });
  if (!result?.done) throw new RetrieveError(messages.getMessage('retrieveTooLong', [id]));
  if (!result.success || !result.zipFile) {
    const told = result.messages.map(({ problem }) => problem);
    throw new RetrieveError(
      [result.errorMessage, ...told].filter(Boolean).join(' '),
      result.errorStatusCode ?? undefined
    );
  }
  return { zip: Buffer.from(result.zipFile, 'base64'), lastChanges: lastChangesIn(result.fileProperties) };
};

/**
 * Retrieves members over the Metadata API and reads them from the answer, without a file on disk. A member that the
 * org does not have is not among them.
 *
 * @param signal says that nobody waits for the answer any more
 * @throws RetrieveError where the org says that the retrieve failed
 */
export const retrieveComponents = async (
  connection: Connection,
  wanted: Wanted,
  signal?: AbortSignal
): Promise<RetrievedComponent[]> => {
  const { zip, lastChanges } = await fetchZip(connection, wanted, signal);
  return readZip(zip).map((component) => {
    const lastChange = lastChanges.get(keyOf(component));
    return lastChange ? { ...component, lastChange } : component;
  });
};
