import type { Component } from './components.js';

/** What an app may do in a user's name: one row of OauthToken, and the tokens that go with it. */
export type Grant = {
  readonly id: string;
  /** The app's name, and its id: an app that is deleted and made again is another one. */
  readonly app: Pick<Component, 'fullName' | 'id'>;
  readonly userId: string;
  scopes: readonly string[];
  readonly flow: 'authorization_code' | 'client_credentials' | 'device' | 'jwt_bearer';
  readonly createdAt: Date;
  usedAt: Date;
  useCount: number;
  refreshToken: string | undefined;
  /** Refresh tokens that rotation has ended. */
  readonly rotated: Set<string>;
  /** Each with the moment at which it was issued. */
  readonly accessTokens: Map<string, Date>;
  /** What OauthToken shows in the place of tokens. */
  readonly shown: { access: string; request: string; delete: string };
};
