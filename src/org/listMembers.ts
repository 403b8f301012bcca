import type { Connection } from '@salesforce/core';
import { ensureArray } from '@salesforce/kit';
import { z } from 'zod';
import type { MetadataType } from '../metadata/componentTypes.js';
import { parseAnswer } from './answers.js';

const listed = z.array(z.object({ type: z.string().min(1), fullName: z.string().min(1) }));

/** A member as the org lists it. */
export type ListedMember = z.infer<typeof listed>[number];

/**
 * The members that the org has of some types (listMetadata takes three), in one request.
 *
 * @throws UnreadableAnswer
 */
export const listMembers = async (connection: Connection, types: MetadataType[]): Promise<ListedMember[]> => {
  const queries = types.map((type) => ({ type }));
  const answer = await connection.metadata.list(queries, connection.getApiVersion());
  return parseAnswer(listed, ensureArray(answer), 'listMetadata');
};
