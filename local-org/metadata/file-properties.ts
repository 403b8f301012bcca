import type { Component } from '../org/components.js';
import type { People } from '../org/people.js';
import type { XmlValue } from '../xml/write.js';
import { filePath, SETTINGS, type MetadataType } from './types.js';

/** What listMetadata and a retrieve tell about a component beside its contents. */
export const fileProperties = (
  component: Component,
  type: MetadataType,
  people: People,
  folder = ''
): Record<string, XmlValue> => {
  const nameOf = (id: string): XmlValue => people.users.find((user) => user.Id === id)?.Name;
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
    manageableState: 'unmanaged',
    type: type.name,
  };
};
