/** What came with a package is its publisher's, all but the policies, and goes with it alone: docs/platform.md#name-spaces */
import { appOf } from '../org/components.js';
import { namespaceOf } from '../org/namespaces.js';
import type { Rule } from './rule.js';

const POLICIES = ['ExtlClntAppConfigurablePolicies', 'ExtlClntAppOauthConfigurablePolicies'];

export const managed: Rule = {
  refuse: ({ type, fullName, fields, existing }, { draft }) => {
    const namespace = namespaceOf(fullName);
    if (namespace !== null && !existing) {
      return (
        `Cannot create a new component with the namespace: ${namespace}.  Only components in the same namespace as ` +
        'the organization can be created through the API'
      );
    }
    const app = appOf({ fields });
    const isOfPackage = namespace !== null || namespaceOf(app) !== null;
    if (!isOfPackage || POLICIES.includes(type.name)) return undefined;
    const id = existing?.id ?? draft.find('ExternalClientApplication', app)?.id ?? '';
    return `Cannot modify managed object: entity=${type.name}, component=${id}`;
  },

  refuseDeletion: ({ type, fullName, id }) =>
    namespaceOf(fullName) === null ? undefined : `Cannot delete managed object: entity=${type}, component=${id}`,
};
