import type { Component } from '../org/components.js';
import { namespaceOf } from '../org/namespaces.js';
import type { OrgState } from '../org/state.js';
import type { XmlValue } from '../xml/write.js';
import { filePath, SETTINGS, type MetadataType } from './types.js';

/** What listMetadata and a retrieve tell about a component beside its contents. */
export const fileProperties = (
  component: Component,
  type: MetadataType,
  { people, options }: Pick<OrgState, 'people' | 'options'>,
  folder = ''
): Record<string, XmlValue> => {
  const nameOf = (id: string): XmlValue => people.users.find((user) => user.Id === id)?.Name;
  const installedFrom = namespaceOf(component.fullName);
  const namespacePrefix = installedFrom ?? options.namespace;
  return {
    createdById: component.createdById,
    createdByName: nameOf(component.createdById),
    createdDate: component.createdDate,
    fileName: folder + filePath(type, component.fullName),
    fullName: component.fullName,
    id: type.name === SETTINGS ? '' : component.id,
    lastModifiedById: component.lastModifiedById,
    lastModifiedByName: nameOf(component.lastModifiedById),
    lastModifiedDate: component.lastModifiedDate,
    manageableState: installedFrom === null ? 'unmanaged' : 'installed',
    ...(namespacePrefix !== null && { namespacePrefix }),
    type: type.name,
  };
};
