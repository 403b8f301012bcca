import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { QueryRefused } from '../org/batch.js';
import type { Permission } from '../org/permissions.js';
import { areAppsOn, type AppSettings } from '../org/secretAccess.js';
import { settingsPage } from '../org/setupPages.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'changing');

/** What an org tells of what keeps it from taking a deploy of an app: docs/platform.md#permissions */
export interface Hindrances {
  /** External Client Apps are switched off in the org. */
  isSwitchedOff: boolean;
  /** Permissions that the user lacks. */
  lacked: Permission[];
}

export const isSwitchedOff = (settings: AppSettings = {}): boolean => areAppsOn(settings) === false;

/** Looks whether it is, where nothing else of the org is retrieved; one that does not say so is not held up. */
export const findSwitchedOff = async (settings: Promise<AppSettings>): Promise<boolean> =>
  isSwitchedOff(await settings.catch(() => ({})));

/** The org takes no app before somebody has switched them on. */
export const switchedOff = (connection: Connection): SfError =>
  messages.createError('error.switchedOff', [], [settingsPage(connection)]);

/** An org without apps may not know their objects either; then that is what is wrong, and not the query. */
export const tellSwitchedOff =
  (connection: Connection, isOff: Promise<boolean>) =>
  async (error: unknown): Promise<never> => {
    throw error instanceof QueryRefused && (await isOff) ? switchedOff(connection) : error;
  };

/** What the user lacks does not hinder for sure: an org may not tell all that it gives. */
export const warnOfLacked = (user: string, { lacked }: Hindrances): string[] =>
  lacked.length === 0
    ? []
    : [messages.getMessage('warning.lacked', [user, lacked.map((permission) => `"${permission}"`).join(', ')])];
