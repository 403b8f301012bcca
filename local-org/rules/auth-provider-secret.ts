/** The secret of an Auth. Provider is the one that it was created with: docs/platform.md#credentials */
import type { Rule } from './rule.js';

export const authProviderSecret: Rule = {
  complete: ({ type, fields, existing }) =>
    type.name === 'AuthProvider' && existing ? { ...fields, consumerSecret: existing.fields.consumerSecret } : fields,
};
