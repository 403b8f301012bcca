/** With an app go all its components and its key pair: docs/platform.md#deploying */
import type { Rule } from './rule.js';

export const appDeletion: Rule = {
  deleteWith: (component, { draft }) => {
    if (component.type !== 'ExternalClientApplication') return;
    for (const member of draft.listOfApp(component.fullName)) draft.delete(member);
    draft.consumers.delete(component.fullName);
  },
};
