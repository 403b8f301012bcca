import type { Component, Fields } from '../org/components.js';
import type { Arriving, Rule, RuleContext } from './rule.js';
import { allowlistByDeploy } from './allowlist-by-deploy.js';
import { allowlistLimits } from './allowlist-limits.js';
import { appDeletion } from './app-deletion.js';
import { authProviderSecret } from './auth-provider-secret.js';
import { clientCredentialsUser } from './client-credentials-user.js';
import { consumer } from './consumer.js';
import { crossReference } from './cross-reference.js';
import { defaultPolicies } from './default-policies.js';
import { defaults } from './defaults.js';
import { enforcedControls } from './enforced-controls.js';
import { grants } from './grants.js';
import { managed } from './managed.js';
import { names } from './names.js';
import { oauthSettingsNeeded } from './oauth-settings-needed.js';
import { onePerApp } from './one-per-app.js';
import { optIn } from './opt-in.js';
import { orgMade } from './org-made.js';
import { scopeTokens } from './scope-tokens.js';
import { words } from './words.js';

/** In the order in which they complete a component: the later has the last word. */
const RULES: readonly Rule[] = [
  optIn,
  defaults,
  orgMade,
  consumer,
  enforcedControls,
  authProviderSecret,
  managed,
  names,
  crossReference,
  onePerApp,
  oauthSettingsNeeded,
  scopeTokens,
  words,
  clientCredentialsUser,
  grants,
  allowlistByDeploy,
  allowlistLimits,
  defaultPolicies,
  appDeletion,
];

/** The contents that a component has in the org once it is deployed. */
export const complete = (arriving: Arriving, context: RuleContext): Fields =>
  RULES.reduce((fields, rule) => rule.complete?.({ ...arriving, fields }, context) ?? fields, arriving.fields);

export const refuse = (arriving: Arriving, context: RuleContext): string | undefined => {
  for (const rule of RULES) {
    const problem = rule.refuse?.(arriving, context);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

export const refuseDeletion = (component: Component, context: RuleContext): string | undefined => {
  for (const rule of RULES) {
    const problem = rule.refuseDeletion?.(component, context);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

export const follow = (arriving: Arriving, context: RuleContext): void => {
  for (const rule of RULES) rule.follow?.(arriving, context);
};

export const deleteWith = (component: Component, context: RuleContext): void => {
  for (const rule of RULES) rule.deleteWith?.(component, context);
};
