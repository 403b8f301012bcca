import { accessesIn } from '../org/entity-access.js';
import { columns, type SObject } from './sobject.js';

export const ENTITY_ACCESS: readonly SObject[] = [
  {
    name: 'SetupEntityAccess',
    label: 'Setup Entity Access',
    keyPrefix: '0J0',
    createable: true,
    columns: columns({ ParentId: 'PermissionSet', SetupEntityId: 'reference', SetupEntityType: 'string' }),
    rows: (org) =>
      accessesIn(org).map(({ id, parentId, appId }) => ({
        Id: id,
        ParentId: parentId,
        SetupEntityId: appId,
        SetupEntityType: 'ExternalClientApplication',
        SystemModstamp: org.createdDate.toISOString(),
      })),
  },
];
