import { Messages } from '@salesforce/core/messages';
import { SfError } from '@salesforce/core/sfError';
import { z } from 'zod';
import { told } from './values.js';
import { hasHidden, visible } from './visible.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'definition');

/** The rule for a name that somebody gives: docs/platform.md#api-names */
export const apiName = z
  .string(told('invalid.text'))
  .regex(/^[A-Za-z](?:_?[A-Za-z0-9])*$/, told('invalid.apiName'))
  .brand<'ApiName'>();

/** The name of an app that is there already, which may have a name space in front: docs/platform.md#name-spaces */
export const appName = z
  .string(told('invalid.text'))
  .regex(/^(?:[A-Za-z](?:_?[A-Za-z0-9])*__)?[A-Za-z](?:_?[A-Za-z0-9])*$/, told('invalid.apiName'))
  .brand<'ApiName'>();

/** What an org calls an app, or what stands beside one, by: not its label, nor any other text. */
export type ApiName = z.output<typeof apiName>;

/** A name that the org told. With a name space in front it does not keep to the rule. */
export const apiNameFromOrg = (name: string): ApiName => name as ApiName;

/**
 * What a user calls an app that is there, in any case: whether there is such a one, the org says, and no rule. Only what
 * is no line of text is asked of no org.
 *
 * @throws SfError `InvalidInputError`
 */
export const apiNameFromUser = (name: string): ApiName => {
  if (!hasHidden(name) && !/[\n\t]/.test(name)) return name as ApiName;
  const shown = visible(name).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  throw SfError.create({ name: 'InvalidInputError', message: messages.getMessage('invalid.nameOfApp', [shown]) });
};

/**
 * The API name that Setup itself makes of a label: spaces to underscores, other characters dropped, underscores
 * collapsed and trimmed. undefined where the label has no letter: docs/platform.md#api-names
 */
export const apiNameFromLabel = (label: string): ApiName | undefined =>
  apiName.safeParse(
    label
      .replace(/\s/g, '_')
      .replace(/[^A-Za-z0-9_]/g, '')
      .replace(/_+/g, '_')
      .replace(/^[_\d]+|_$/g, '')
  ).data;

/** A name in its parts: of `ns__App`, what stands before the two underscores, and what behind. */
export interface NameParts {
  /** null where the name has none */
  namespace: string | null;
  bare: ApiName;
}

/** An API name has no two underscores in a row, so what stands before them is a name space. */
export const partsOf = (name: string): NameParts => {
  const [, namespace = null, bare = name] = /^([A-Za-z][A-Za-z0-9_]*?)__(.+)$/.exec(name) ?? [];
  return { namespace, bare: apiNameFromOrg(bare) };
};

export const withNamespace = (namespace: string | null, name: string): ApiName =>
  apiNameFromOrg(namespace === null ? name : `${namespace}__${name}`);

/** Names and name spaces are the same whatever their case. */
export const isSameName = (a: string | null, b: string | null): boolean => a?.toLowerCase() === b?.toLowerCase();

/** What an org knows of its own name space: null where it owns none, undefined where it does not say. */
export type OwnNamespace = string | null | undefined;

/** The name as the org calls it itself: its own name space goes without saying, any other one does not. */
export const asOwn = (name: string, own: OwnNamespace): ApiName => {
  const { namespace, bare } = partsOf(name);
  const isOwn = namespace !== null && typeof own === 'string' && isSameName(namespace, own);
  return isOwn ? bare : apiNameFromOrg(name);
};
