import type { Grant } from '../org/grant.js';
import { withChecksum } from '../org/ids.js';
import type { People, Row, User } from '../org/people.js';
import { auditOf, bareColumns, columns, scalar, type RowSource, type SObject } from './sobject.js';

/** Each app has one menu item, whose id is made of the app's own. */
const menuItemId = (appId: string): string => withChecksum(`0DS${appId.slice(3, 15)}`);

const menuItemRows = ({ components }: RowSource): Row[] =>
  components.list('ExternalClientApplication').map((app) => ({
    ...auditOf(app),
    Id: menuItemId(app.id),
    Name: app.fullName,
    Label: scalar(app.fields.label),
    ApplicationId: app.id,
    Type: 'ConnectedApplication',
  }));

/** Whoever may customize the application sees everybody's tokens, others their own: docs/platform.md#reading */
const isVisible = ({ userId }: Grant, user: User, people: People): boolean => {
  const profile = people.profiles.find(({ Id }) => Id === user.ProfileId);
  return userId === user.Id || profile?.PermissionsCustomizeApplication === true;
};

const tokenRows = ({ tokens, people, components }: RowSource, user: User): Row[] =>
  tokens.grants
    .filter((grant) => isVisible(grant, user, people))
    .map(({ id, app, userId, shown, createdAt, usedAt, useCount }) => ({
      Id: id,
      AccessToken: shown.access,
      AppMenuItemId: menuItemId(app.id),
      AppName: scalar(components.find('ExternalClientApplication', app.fullName)?.fields.label),
      CreatedDate: createdAt.toISOString(),
      DeleteToken: shown.delete,
      LastUsedDate: usedAt.toISOString(),
      RequestToken: shown.request,
      UseCount: useCount,
      UserId: userId,
    }));

export const TOKENS: readonly SObject[] = [
  {
    name: 'AppMenuItem',
    label: 'AppMenuItem',
    keyPrefix: '0DS',
    columns: columns({ Name: 'string', Label: 'string', Type: 'string', ApplicationId: 'reference' }),
    rows: menuItemRows,
  },
  {
    name: 'OauthToken',
    label: 'OAuth Token',
    keyPrefix: '0CQ',
    columns: bareColumns({
      AccessToken: 'string',
      AppMenuItemId: 'AppMenuItem',
      AppName: 'string',
      CreatedDate: 'datetime',
      DeleteToken: 'string',
      LastUsedDate: 'datetime',
      RequestToken: 'string',
      UseCount: 'int',
      UserId: 'User',
    }),
    rows: tokenRows,
  },
];
