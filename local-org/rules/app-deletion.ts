/** With an app go its key pair and, unless the org leaves them behind, its components: docs/platform.md#deploying */
import type { Rule } from './rule.js';

export const appDeletion: Rule = {
  deleteWith: (component, { org, draft }) => {
    if (component.type !== 'ExternalClientApplication') return;
    draft.consumers.delete(component.fullName);
    if (org.hasQuirk('deletion-leaves-nothing')) return;
    for (const member of draft.listOfApp(component.fullName)) draft.delete(member);
  },
};
