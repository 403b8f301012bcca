import './isolatedHome.js';
import type { LocalOrg } from '../../local-org/index.js';
import { readApps } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { readConsumer } from './consumer.js';
import { connectTo } from './operations.js';
import { authorizeApp } from './vendor.js';

/**
 * What happens outside of sf between setting an app up and locking it: the vendor's system gets key and secret, and a
 * user logs in through it.
 */
export const connectVendor = async (org: LocalOrg, name: string): Promise<void> => {
  const connection = await connectTo(org);
  const [{ id, definition }] = await readApps(connection, apiNameFromUser(name));
  const consumer = await readConsumer(connection, String(id));
  await authorizeApp(org, { ...consumer, callbackUrl: definition.oauth?.callbackUrls?.at(0) ?? '' });
};
