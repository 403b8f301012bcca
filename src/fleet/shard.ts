import { Messages } from '@salesforce/core/messages';
import type { Shard } from './orgs.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/**
 * The part that `2/5` means.
 *
 * @throws SfError `NoShardError`
 */
export const parseShard = (text: string): Shard => {
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index === undefined || index < 1 || index > count) throw messages.createError('error.noShard', [text]);
  return { index, count };
};
