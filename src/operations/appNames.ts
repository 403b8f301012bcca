import type { Connection } from '@salesforce/core';
import { queryApps } from '../org/facts.js';
import type { ApiName } from '../settings/apiNames.js';

/** The API names of the org's apps, in order. */
export const appNames = async (connection: Connection): Promise<ApiName[]> =>
  (await queryApps(connection)).apps.map(({ name }) => name).sort((a, b) => a.localeCompare(b));
