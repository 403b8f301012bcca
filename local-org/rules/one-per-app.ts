/** An app has one component of each type: docs/platform.md#types */
import { appOf } from '../org/components.js';
import type { Rule } from './rule.js';

export const onePerApp: Rule = {
  refuse: ({ type, fullName, fields }, { draft }) => {
    const app = appOf({ fields });
    if (app === '') return undefined;
    const other = draft
      .listOfApp(app)
      .find((component) => component.type === type.name && component.fullName !== fullName);
    return (
      other &&
      `DUPLICATE_VALUE: duplicate value found: ExternalClientApplicationId duplicates value on record with id: ${other.id}`
    );
  },
};
