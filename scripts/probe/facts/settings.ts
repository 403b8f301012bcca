import { introducedIn } from '../../../src/settings/platform.js';
import { globalSettings } from '../apps.js';
import { wordsOf, type Bench, type Texts } from '../bench.js';
import { confirmed, contradicted, undecided, type Fact, type Finding } from '../fact.js';

const TYPE = 'ExtlClntAppGlobalOauthSettings';

const LIMIT_MS = 60_000;

const CONTROLS = ['isPkceRequired', 'isRefreshTokenRotationEnabled', 'isEnforceRefreshTokenTTL'];

/** Switches that are on where a deploy does not say otherwise, by Salesforce's reference or by what orgs hold. */
const ON_BY_DEFAULT = ['isPkceRequired', 'isSecretRequiredForRefreshToken', 'isSecretRequiredForTokenExchange'];

const read = async (bench: Bench, app: string): Promise<Texts> =>
  (await bench.retrieve(TYPE, `${app}_glbloauth`)) ?? {};

/** `isPkceRequired true, …`, of the switches that the org has. */
const tell = (elements: Texts, names: string[]): string =>
  names
    .filter((name) => elements[name] !== undefined)
    .map((name) => `${name} ${String(elements[name])}`)
    .join(', ');

const enforced = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const known = CONTROLS.filter((name) => introducedIn(TYPE, name) <= Number(bench.version));
  const made = await bench.deploy(
    bench.variant(app, { global: Object.fromEntries(known.map((name) => [name, 'false'])) })
  );
  if (!made.succeeded) return undecided(`refused: ${wordsOf(made)}`);
  let seen: Texts = {};
  const afterMs = await bench.until(async () => {
    seen = await read(bench, app);
    return known.every((name) => seen[name] === 'true');
  });
  const because = tell(seen, known);
  if (afterMs === 0) return confirmed(`at once: ${because}`);
  if (afterMs !== undefined) return contradicted(`only after ${afterMs / 1000} s: ${because}`);
  return undecided(`after ${bench.patienceMs / 1000} s still ${because}: not enforced here, or later than --wait`);
};

const defaults = async (bench: Bench): Promise<Finding> => {
  const seen = await read(bench, await bench.plainApp());
  const told = ON_BY_DEFAULT.filter((name) => seen[name] !== undefined);
  const because = tell(seen, told);
  if (told.length === 0) return undecided('the org shows none of these switches');
  return told.every((name) => seen[name] === 'true') ? confirmed(because) : contradicted(because);
};

/** Letters and digits, as those who brought a key of their own had it. */
const ownKey = (): string => `EcaProbeKey${crypto.randomUUID().replaceAll('-', '')}`;

const keyOnCreation = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const consumerKey = ownKey();
  const made = await bench.deploy(bench.variant(app, { global: { consumerKey } }));
  if (!made.succeeded) return contradicted(wordsOf(made));
  const seen = await read(bench, app);
  return seen.consumerKey === consumerKey
    ? confirmed('taken, and shown')
    : contradicted('taken without a word, and the app has another');
};

const keyLater = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  const before = await read(bench, app);
  const sent = await bench.deploy([globalSettings(app, { consumerKey: ownKey() })]);
  if (!sent.succeeded) return contradicted(wordsOf(sent));
  const after = await read(bench, app);
  return after.consumerKey === before.consumerKey
    ? confirmed('taken without a word, and the app keeps its key')
    : contradicted('the app has another key now');
};

const rotation = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  const sent = await bench.deploy([globalSettings(app, { shouldRotateConsumerSecret: 'true' })]);
  if (!sent.succeeded) return contradicted(wordsOf(sent));
  const seen = await read(bench, app);
  const because = tell(seen, ['shouldRotateConsumerSecret']);
  return seen.shouldRotateConsumerSecret === 'true' ? contradicted(because) : confirmed(because || 'not shown');
};

/** What an app answers a client that has this secret, asking for what the app does not hand out. */
const errorFor = (bench: Bench, clientId: string, secret: string): Promise<string | undefined> =>
  bench.record(
    { post: '/services/oauth2/token', form: { grant_type: 'client_credentials', client_secret: '<own secret>' } },
    async () => {
      const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
      const answer = await fetch(new URL('/services/oauth2/token', bench.connection.instanceUrl), {
        method: 'POST',
        body: new URLSearchParams(form),
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      const { error } = (await answer.json().catch(() => ({}))) as { error?: string };
      return error;
    },
    (error) => error
  );

const secretOnCreation = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const consumerSecret = ownKey();
  const made = await bench.deploy(bench.variant(app, { global: { consumerSecret } }));
  if (!made.succeeded) return confirmed(`refused: ${wordsOf(made)}`);
  const { consumerKey } = await read(bench, app);
  if (consumerKey === undefined) return undecided('the org does not show the consumer key');
  let error: string | undefined;
  // An app that is too new to be known says so until it is live.
  await bench.until(async () => (error = await errorFor(bench, consumerKey, consumerSecret)) !== 'invalid_client_id');
  if (error === 'invalid_client') return confirmed('taken without a word, and of no use');
  return error === undefined || error === 'invalid_client_id'
    ? undecided(error ?? 'no error')
    : contradicted(`the secret is good: ${error}`);
};

export const SETTINGS: readonly Fact[] = [
  { id: 'false-defaults', needsApp: true, ask: defaults },
  { id: 'late-enforcement', needsApp: true, ask: enforced },
  { id: 'own-key-refused', needsApp: true, ask: keyOnCreation },
  { id: 'own-secret-taken', needsApp: true, ask: secretOnCreation },
  { id: 'later-key-ignored', needsApp: true, ask: keyLater },
  { id: 'rotation-reads-false', needsApp: true, ask: rotation },
];
