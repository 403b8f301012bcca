import { isDeepStrictEqual } from 'node:util';
import type { Component, Fields } from '../org/components.js';
import { appOf, ComponentStore } from '../org/components.js';
import { inOwnSpelling } from '../org/namespaces.js';
import type { OrgState } from '../org/state.js';
import { complete, deleteWith, follow, refuse, refuseDeletion } from '../rules/index.js';
import type { RuleContext } from '../rules/rule.js';
import { failure, success, warning, type DeployMessage } from './messages.js';
import type { Deletion, DeployPackage, IncomingComponent } from './package.js';

export type DeployRun = { messages: DeployMessage[]; draft: ComponentStore };

const write = (
  incoming: IncomingComponent,
  fields: Fields,
  existing: Component | undefined,
  org: RuleContext['org']
): Component => {
  const { type, fullName } = incoming;
  if (!existing) return org.newComponent({ type: type.name, fullName, keyPrefix: type.keyPrefix, fields });
  if (isDeepStrictEqual(existing.fields, fields)) return existing;
  return { ...existing, fields, lastModifiedDate: org.now(), lastModifiedById: org.people.admin.Id };
};

const successOf = (incoming: IncomingComponent, before: ComponentStore, context: RuleContext): DeployMessage => {
  const component = context.draft.find(incoming.type.name, incoming.fullName);
  const existing = before.find(incoming.type.name, incoming.fullName);
  if (!existing) return success(incoming, component?.id, 'created');
  return success(incoming, existing.id, component === existing ? 'unchanged' : 'changed');
};

const removeComponent = (deletion: Deletion, context: RuleContext): DeployMessage => {
  const component = context.draft.find(deletion.type.name, deletion.fullName);
  if (!component) {
    return warning(deletion, `No ${deletion.type.name} named: ${deletion.fullName} found`);
  }
  const problem = refuseDeletion(component, context);
  if (problem !== undefined) return failure(deletion, problem);
  context.draft.delete(component);
  deleteWith(component, context);
  return success(deletion, component.id, 'deleted');
};

/** Puts components into the draft, takes back those that a rule refuses, until what is left is whole. */
const putComponents = (components: IncomingComponent[], context: RuleContext): DeployMessage[] => {
  const before = new ComponentStore(context.draft);
  for (const incoming of components) {
    const existing = before.find(incoming.type.name, incoming.fullName);
    const fields = complete({ ...incoming, existing }, context);
    context.draft.put(write(incoming, fields, existing, context.org));
  }
  const failures: DeployMessage[] = [];
  let standing = components;
  for (let settled = false; !settled;) {
    const refused = standing
      .map((incoming) => ({ incoming, problem: refuse({ ...incoming, existing: find(before, incoming) }, context) }))
      .filter(({ problem }) => problem !== undefined);
    for (const { incoming, problem } of refused) {
      failures.push(failure(incoming, problem ?? ''));
      takeBack(incoming, before, context);
    }
    standing = standing.filter((incoming) => !refused.some((entry) => entry.incoming === incoming));
    settled = refused.length === 0;
  }
  for (const incoming of standing) follow({ ...incoming, existing: find(before, incoming) }, context);
  return [...failures, ...standing.map((incoming) => successOf(incoming, before, context))];
};

const find = (store: ComponentStore, { type, fullName }: IncomingComponent): Component | undefined =>
  store.find(type.name, fullName);

const takeBack = (incoming: IncomingComponent, before: ComponentStore, context: RuleContext): void => {
  const [existing, component] = [find(before, incoming), find(context.draft, incoming)];
  if (existing) context.draft.put(existing);
  else if (component) context.draft.delete(component);
};

/** With names as the org keeps them: it takes its own name space in front of any of them. */
const asArriving = (deployPackage: DeployPackage, { options: { namespace } }: OrgState): DeployPackage => {
  const named = <T extends { fullName: string }>(entry: T): T => ({
    ...entry,
    fullName: inOwnSpelling(entry.fullName, namespace),
  });
  return {
    ...deployPackage,
    components: deployPackage.components.map((incoming) => {
      const app = appOf(incoming);
      const owner = app === '' ? {} : { externalClientApplication: inOwnSpelling(app, namespace) };
      return { ...named(incoming), fields: { ...incoming.fields, ...owner } };
    }),
    deletionsBefore: deployPackage.deletionsBefore.map(named),
    deletionsAfter: deployPackage.deletionsAfter.map(named),
  };
};

/** What a deploy of this package makes of the org: on a copy, so that the caller decides whether it counts. */
export const runDeploy = (deployPackage: DeployPackage, org: OrgState): DeployRun => {
  const draft = new ComponentStore(org.components);
  const context: RuleContext = { org, draft };
  const { deletionsBefore, components, deletionsAfter, messages: told } = asArriving(deployPackage, org);
  const messages = [...told];
  for (const deletion of deletionsBefore) messages.push(removeComponent(deletion, context));
  messages.push(...putComponents(components, context));
  for (const deletion of deletionsAfter) messages.push(removeComponent(deletion, context));
  return { messages, draft };
};
