/** What goes into an org and never comes out of it again: docs/platform.md#credentials */
import { without, type Component, type Fields } from '../org/components.js';

const WITHHELD: Readonly<Record<string, readonly string[]>> = {
  ExtlClntAppGlobalOauthSettings: ['consumerSecret'],
  AuthProvider: ['consumerSecret', 'ecKey'],
  NamedCredential: ['password', 'oauthToken', 'oauthRefreshToken', 'awsAccessSecret'],
};

/** The elements of a component that an org shows. */
export const shownFields = ({ type, fields }: Component): Fields => without(fields, ...(WITHHELD[type] ?? []));
