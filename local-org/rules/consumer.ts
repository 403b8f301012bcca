/** An app's key pair is made with its global OAuth settings, by the org: docs/platform.md#credentials */
import { appOf, without, type Consumer } from '../org/components.js';
import type { SecretMaker } from '../org/ids.js';
import { oauthLinkOf } from './org-made.js';
import type { Arriving, Rule, RuleContext } from './rule.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

const textOr = (value: unknown, make: () => string): string => (typeof value === 'string' ? value : make());

export const newConsumerKey = (secret: SecretMaker): string => `3MVG9${secret(60)}`;

export const newConsumerSecret = (secret: SecretMaker): string => secret(48).toUpperCase();

const makeConsumer = ({ fields }: Arriving, { org }: RuleContext): Consumer => ({
  id: org.newId('888'),
  key: textOr(fields.consumerKey, () => newConsumerKey(org.options.secret)),
  secret: org.hasQuirk('own-secret-taken')
    ? textOr(fields.consumerSecret, () => newConsumerSecret(org.options.secret))
    : newConsumerSecret(org.options.secret),
});

const rotate = (consumer: Consumer, { fields }: Arriving, { org }: RuleContext): Consumer => ({
  ...consumer,
  ...(fields.shouldRotateConsumerKey === true ? { key: newConsumerKey(org.options.secret) } : {}),
  ...(fields.shouldRotateConsumerSecret === true ? { secret: newConsumerSecret(org.options.secret) } : {}),
});

export const consumer: Rule = {
  complete: ({ type, fields }, { draft }) => {
    if (type.name !== GLOBAL) return fields;
    return {
      ...without(fields, 'consumerSecret'),
      consumerKey: draft.consumers.get(appOf({ fields }))?.key,
      shouldRotateConsumerKey: false,
      shouldRotateConsumerSecret: false,
    };
  },

  // Whether an org takes a key of one's own for a new app is doubtful; another one for an app that has a key is ignored.
  refuse: ({ type, fields }, { org, draft }) =>
    type.name === GLOBAL &&
    fields.consumerKey !== undefined &&
    !draft.consumers.has(appOf({ fields })) &&
    org.hasQuirk('own-key-refused')
      ? 'INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create/update fields: ConsumerKey. Please check the security ' +
        'settings of this field and verify that it is read/write for your profile or permission set.'
      : undefined,

  follow: (arriving, context) => {
    if (arriving.type.name !== GLOBAL) return;
    const { org, draft } = context;
    const app = appOf(arriving);
    const former = draft.consumers.get(app);
    const current = former ? rotate(former, arriving, context) : makeConsumer(arriving, context);
    draft.consumers.set(app, current);
    const settings = draft.find(GLOBAL, arriving.fullName);
    if (settings && settings.fields.consumerKey !== current.key) {
      draft.put({ ...settings, fields: { ...settings.fields, consumerKey: current.key } });
    }
    for (const linked of draft.listOfApp(app)) {
      if (linked.type !== 'ExtlClntAppOauthSettings' || linked.fields.oauthLink !== undefined) continue;
      draft.put({ ...linked, fields: { ...linked.fields, oauthLink: oauthLinkOf(org.id, current.id) } });
    }
  },

  deleteWith: (component, { draft }) => {
    if (component.type === GLOBAL) draft.consumers.delete(appOf(component));
  },
};
