import { Messages } from '@salesforce/core/messages';
import type { Locate, Problem } from '../definition/problems.js';
import { mergeDefinitions, settingsGiven, type AppDefinition, type PartialDefinition } from '../definition/schema.js';
import { hasOauth, type LiveApp } from '../org/apps.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

const OAUTH_POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

const canHoldPolicies = (live: LiveApp): boolean =>
  hasOauth(live) || live.components.some(({ type }) => type === OAUTH_POLICIES || type === 'ExtlClntAppOauthSettings');

/**
 * An app without OAuth has no OAuth policies, so there is nothing that could hold these: docs/platform.md#policies
 *
 * @param asked what is asked of a new app, or changed of one that exists
 */
export const policiesWithoutOauth = (asked: PartialDefinition, locate: Locate, live?: LiveApp): Problem[] => {
  if (asked.oauth !== undefined || (live && canHoldPolicies(live))) return [];
  return settingsGiven(asked)
    .filter(({ setting }) => setting.type === OAUTH_POLICIES)
    .map(({ path }) => ({ where: locate(path.split('.')), what: messages.getMessage('error.policyWithoutOauth') }));
};

const PLUGIN = { policies: { plugins: { oauthPluginEnabled: true } } };

/**
 * What goes with the changes of an app: its OAuth plug-in is switched on where it gets OAuth, since in an app that had
 * none it is mostly off (docs/platform.md#policies). Where somebody wants it off, it stays off.
 */
const alongWith = (changed: AppDefinition, asked: PartialDefinition, live: LiveApp): PartialDefinition => {
  const isOff = live.definition.policies?.plugins?.oauthPluginEnabled === false;
  const isAsked = asked.policies?.plugins?.oauthPluginEnabled !== undefined;
  return changed.oauth === undefined || hasOauth(live) || !isOff || isAsked ? {} : PLUGIN;
};

/** The changes with what goes along with them. */
export const withOauthPlugin = (changed: AppDefinition, asked: PartialDefinition, live: LiveApp): AppDefinition => ({
  ...mergeDefinitions(changed, alongWith(changed, asked, live)),
  name: changed.name,
});
