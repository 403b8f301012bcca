import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import type { Component } from '../metadata/components.js';
import type { ComponentFailure, DeployStatus } from '../org/deploy.js';
import type { PackageFile } from '../org/package.js';
import { appPage } from '../org/setupPages.js';
import { deploy, type DeployOptions } from './deployment.js';
import { toFiles } from './files.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'sending');

/** What was sent of an app. */
export interface Sent {
  status: DeployStatus;
  /** The org's words, where it took all but the allowlist; undefined where it took everything. */
  allowlistRefusal: string | undefined;
}

/** The org refused the package, and may take it in another form. */
class RefusedError extends Error {
  public constructor(
    public readonly status: DeployStatus,
    public readonly remedy: Remedy
  ) {
    super(status.problem);
  }
}

/** Another form of a package. */
interface Remedy {
  components: Component[];
  note: string;
  allowlistRefusal?: string;
}

const ALLOWLIST_TYPE = 'ExtlClntAppOauthSecuritySettings';
const POLICIES_TYPE = 'ExtlClntAppOauthConfigurablePolicies';
const GRANTS = ['commaSeparatedProfile', 'commaSeparatedPermissionSet'];

const areOnly = (failures: ComponentFailure[], type: string): boolean =>
  failures.length > 0 && failures.every((failure) => failure.type === type);

const entriesOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean)
    : [];

/**
 * The org's words, where it refuses nothing but an allowlist that it does not have yet: docs/platform.md#allowlist
 *
 * @param before the components that the app had
 */
export const refusalOfAllowlist = (failures: ComponentFailure[], before: Component[]): string | undefined =>
  areOnly(failures, ALLOWLIST_TYPE) && !before.some(({ type }) => type === ALLOWLIST_TYPE)
    ? failures.map(({ problem }) => problem).join(' ')
    : undefined;

const withoutAllowlist = (
  components: Component[],
  before: Component[],
  failures: ComponentFailure[]
): Remedy | undefined => {
  const allowlistRefusal = refusalOfAllowlist(failures, before);
  const rest = components.filter(({ type }) => type !== ALLOWLIST_TYPE);
  if (allowlistRefusal === undefined || rest.length === 0) return undefined;
  return { components: rest, note: messages.getMessage('note.withoutAllowlist', [allowlistRefusal]), allowlistRefusal };
};

const policiesIn = (components: Component[]): Component | undefined =>
  components.find(({ type }) => type === POLICIES_TYPE);

/** Some orgs may not take a grant that is there already: docs/platform.md#policies */
const areGrantsTaken = (failures: ComponentFailure[]): boolean =>
  areOnly(failures, POLICIES_TYPE) && failures.every(({ problem }) => /already taken/i.test(problem));

/** The policies with those grants alone that the app does not have yet. */
const withNewGrants = (policies: Component, granted: Component): Component => {
  const elements = Object.entries(policies.elements).flatMap(([name, value]) => {
    if (!GRANTS.includes(name)) return [[name, value]];
    const there = entriesOf(granted.elements[name]);
    const fresh = entriesOf(value).filter((entry) => !there.includes(entry));
    return fresh.length > 0 ? [[name, fresh.join(',')]] : [];
  });
  return { ...policies, elements: Object.fromEntries(elements) as Component['elements'] };
};

const withNewGrantsAlone = (
  components: Component[],
  before: Component[],
  failures: ComponentFailure[]
): Remedy | undefined => {
  const granted = policiesIn(before);
  if (!granted || !areGrantsTaken(failures)) return undefined;
  const reduced = components.map((component) =>
    component.type === POLICIES_TYPE ? withNewGrants(component, granted) : component
  );
  // What was refused once is refused again.
  return isDeepStrictEqual(reduced, components)
    ? undefined
    : { components: reduced, note: messages.getMessage('note.newGrantsAlone') };
};

/** The org does not take the policies with the grants, nor without those that the app has. */
const grantsRefused = (
  connection: Connection,
  before: Component[],
  { id, failures }: DeployStatus
): SfError | undefined => {
  const granted = policiesIn(before);
  if (!granted || !areGrantsTaken(failures)) return undefined;
  const grants = GRANTS.flatMap((name) => entriesOf(granted.elements[name]));
  const said = failures.map(({ problem }) => problem).join(' ');
  const { externalClientApplication: app } = granted.elements;
  const tokens = [typeof app === 'string' ? app : granted.fullName, id, said, grants.join(', ')];
  return messages
    .createError('error.grantsRefused', tokens, [appPage(connection, null)])
    .setData({ deployId: id, grants });
};

/** How an app's components are sent. */
export type SendOptions = Omit<DeployOptions, 'files'> & {
  /** Files of what stands beside the app, and goes along. */
  beside?: PackageFile[];
};

const send = async (
  run: Run,
  components: Component[],
  before: Component[],
  { beside = [], ...options }: SendOptions
): Promise<DeployStatus> =>
  deploy(run, {
    ...options,
    files: [...toFiles(components), ...beside],
    onRefused: (status) => {
      const { failures } = status;
      const remedy = withoutAllowlist(components, before, failures) ?? withNewGrantsAlone(components, before, failures);
      if (remedy) return new RefusedError(status, remedy);
      return grantsRefused(options.connection, before, status) ?? options.onRefused?.(status);
    },
  });

/**
 * Sends an app's components, and, where the org does not take them as they are, in another form that is as good as it
 * gets. Each remedy takes its own cause away, so none is tried twice.
 *
 * @param before the components that the app had
 * @throws SfError `GrantsRefusedError`, and what {@link deploy} throws
 */
export const sendComponents = async (
  run: Run,
  components: Component[],
  before: Component[],
  options: SendOptions
): Promise<Sent> => {
  try {
    return { status: await send(run, components, before, options), allowlistRefusal: undefined };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { remedy } = error;
    run.note(remedy.note);
    const sent = await sendComponents(run, remedy.components, before, options);
    return { ...sent, allowlistRefusal: sent.allowlistRefusal ?? remedy.allowlistRefusal };
  }
};
