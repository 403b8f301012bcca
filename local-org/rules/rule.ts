import type { Component, ComponentStore, Fields } from '../org/components.js';
import type { OrgState } from '../org/state.js';
import type { MetadataType } from '../metadata/types.js';

/** A component on its way in, and what the org holds under its name. */
export type Arriving = {
  type: MetadataType;
  fullName: string;
  fields: Fields;
  /** The API version of the package. */
  version: number;
  existing: Component | undefined;
};

/** Whom the deploy is for, and the components as it leaves them so far: rules look at no others. */
export type RuleContext = { org: Omit<OrgState, 'components'>; draft: ComponentStore };

/** One fact about the platform that the schema does not hold. */
export type Rule = {
  /** The elements that the org writes itself, whatever the deploy says. */
  complete?: (arriving: Arriving, context: RuleContext) => Fields;
  /** Why the org refuses the component. Looks at the draft, which holds everything that the package brings. */
  refuse?: (arriving: Arriving, context: RuleContext) => string | undefined;
  /** Why the org does not delete the component. */
  refuseDeletion?: (component: Component, context: RuleContext) => string | undefined;
  /** What else changes once the component is in. */
  follow?: (arriving: Arriving, context: RuleContext) => void;
  /** What else goes once a component is gone. */
  deleteWith?: (component: Component, context: RuleContext) => void;
};

/** The entries of a comma-separated element. */
export const splitList = (value: Fields[string]): string[] =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean)
    : [];
