import type { Grants } from '../definition/grants.js';
import type { AppDefinition } from '../definition/schema.js';
import type { ApiName } from '../settings/apiNames.js';

/** An app as it is judged. */
export interface AuditedApp {
  name: ApiName;
  label: string;
  /** The name space of the package that it was installed from; null for one of the org's own. */
  installedFrom: string | null;
  /** ISO 8601 */
  createdDate: string | undefined;
  definition: AppDefinition;
  /** To whom the org has granted it; undefined where that is not shown. */
  grants: Grants | undefined;
  /** Its page in Setup. */
  url: string;
}

/** What apps are judged by, beside themselves. */
export interface AuditFacts {
  /** Major API version in use. */
  apiVersion: number;
  now: Date;
  /** "Allow access to External Client App consumer secrets via REST API" is on. */
  isSecretAccessOn: boolean;
  /** Usernames, in lower case, of active users who may modify all data. */
  admins: ReadonlySet<string>;
  /** Label of an app → when a token was last used, ISO 8601; undefined where the org does not show its tokens. */
  tokenUse: ReadonlyMap<string, { lastUsed: string | null }> | undefined;
  /** Whether the org shows to whom apps are granted beside their policies. */
  areGrantsShown: boolean;
  org: {
    username: string;
    instanceUrl: string;
    /** The page with the org's switches for apps. */
    settingsUrl: string;
  };
}
