import { Messages } from '@salesforce/core/messages';
import type { LiveApp } from '../../org/liveApp.js';
import { checkIsFree, type Destination } from '../handOver.js';
import { isHandedOver, pairIn } from '../handOverCreated.js';
import { digest, type BookedApp } from './book.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/**
 * Where the key and secret of an app go, now that it is known what the org has. The file of an earlier run is written
 * anew where the app of then has gone, or has another key: nobody needs what is in it. What else is there stays.
 *
 * @param booked what the earlier run left
 * @throws SfError `HandOverTakenError`
 */
export const destinationNow = async (
  destination: Destination | undefined,
  live: LiveApp | undefined,
  booked: BookedApp | undefined
): Promise<Destination | undefined> => {
  // A file with the secret alone shows whose it is only once the secret is read.
  if (destination?.kind !== 'file' || (live && destination.format === 'value')) return destination;
  if ((await isHandedOver(destination, live)) || (await checkIsFree(destination)).length === 0) return destination;
  const key = (await pairIn(destination))?.consumerKey;
  if (key === undefined || booked?.handedOver !== digest(key))
    throw messages.createError('error.handOverTaken', [destination.path], [destination.path]);
  return { ...destination, force: true };
};
