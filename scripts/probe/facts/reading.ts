import { z } from 'zod';
import { parseAnswer } from '../../../src/org/answers.js';
import { quote } from '../../../src/org/soql.js';
import type { Bench, Row } from '../bench.js';
import { confirmed, contradicted, undecided, type Fact, type Finding } from '../fact.js';

const optedIn = async (bench: Bench): Promise<Finding> => {
  const settings = (await bench.retrieve('Settings', 'ExternalClientApp')) ?? {};
  const word = settings.enableExternalClientApps;
  if (typeof word === 'string') {
    return word === 'true' ? confirmed('the switch is on') : contradicted('the switch is off');
  }
  await bench.plainApp();
  return confirmed('the settings do not say, and an app is taken');
};

const retrieveMindsCase = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  if ((await bench.retrieve('ExternalClientApplication', app)) === undefined) return undecided('not found at all');
  const other = await bench.retrieve('ExternalClientApplication', app.toUpperCase());
  return other === undefined ? confirmed('not found in capitals') : contradicted('found in capitals');
};

const usage = z.object({ apps: z.array(z.record(z.string(), z.unknown())) });

const MOST_PAGES = 100;

/** The app among those with usage; pages behind the one that has it are not asked for. */
const findInUsage = (bench: Bench, app: string): Promise<Row | undefined> =>
  bench.record(
    { get: 'apps/oauth/usage' },
    async () => {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await bench.connection.requestGet(`/apps/oauth/usage?page=${page}&pageSize=100`);
        const { apps } = parseAnswer(usage, answer, 'apps/oauth/usage');
        const found = apps.find(({ developerName }) => developerName === app);
        if (found !== undefined || apps.length === 0) return found;
      }
      return undefined;
    },
    (found) => found ?? 'the app is not among them'
  );

const listedUnused = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  const afterMs = await bench.until(async () => (await findInUsage(bench, app)) !== undefined);
  return afterMs === undefined
    ? contradicted(`an app without tokens is not listed, also after ${bench.patienceMs / 1000} s`)
    : confirmed(`an app without tokens is listed after ${afterMs / 1000} s`);
};

const usageEntry = async (bench: Bench): Promise<Finding> => {
  const found = await findInUsage(bench, await bench.plainApp());
  if (found === undefined) return undecided('the app is not listed');
  const names = Object.keys(found).join(', ');
  return 'label' in found ? confirmed(names) : contradicted(names);
};

const menuItem = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  const [record] = await bench.query(`SELECT Id FROM ExternalClientApplication WHERE DeveloperName = ${quote(app)}`);
  const [item] = await bench.query(`SELECT ApplicationId, Type FROM AppMenuItem WHERE Name = ${quote(app)}`);
  if (!item) return contradicted('the app has no menu item');
  const because = `ApplicationId begins with ${String(item.ApplicationId).slice(0, 3)}, Type is ${String(item.Type)}`;
  return item.ApplicationId === record?.Id ? confirmed(because) : contradicted(because);
};

/** The first letters of the ids, as local-org has them. */
const PREFIXES: Readonly<Record<string, string>> = {
  ExtlClntAppPlcyCnfg: '0xK',
  ExtlClntAppOauthPlcyCnfg: '0xM',
  ExtlClntAppOauthSettings: '0xO',
};

const idPrefixes = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  const seen: string[] = [];
  for (const object of Object.keys(PREFIXES)) {
    const [row] = await bench.ofApp(app, object, 'Id');
    if (row) seen.push(`${object} ${String(row.Id).slice(0, 3)}`);
  }
  const isSame = Object.entries(PREFIXES).every(([object, prefix]) => seen.includes(`${object} ${prefix}`));
  return isSame ? confirmed(seen.join(', ')) : contradicted(seen.join(', '));
};

/** Of tokens, which are other people's, only how many there are is written down. */
const count = (rows: Row[]): string => `${rows.length} rows`;

const tokenGroups = async (bench: Bench): Promise<Finding> => {
  const columns = 'AppName, COUNT_DISTINCT(UserId) users, MAX(LastUsedDate) lastUsed';
  try {
    return confirmed(count(await bench.query(`SELECT ${columns} FROM OauthToken GROUP BY AppName LIMIT 5`, count)));
  } catch (error) {
    return contradicted((error as Error).message);
  }
};

const tokenIds = async (bench: Bench): Promise<Finding> => {
  const [token] = await bench.query('SELECT Id FROM OauthToken LIMIT 1', count);
  if (!token) return undecided('the org shows this user no token');
  return token.Id === null ? contradicted('the id is null') : confirmed('a token has an id');
};

export const READING: readonly Fact[] = [
  { id: 'no-opt-in', needsApp: false, ask: optedIn },
  { id: 'retrieve-minds-case', needsApp: true, ask: retrieveMindsCase },
  { id: 'usage-only-used', needsApp: true, ask: listedUnused },
  { id: 'usage-label', needsApp: true, ask: usageEntry },
  { id: 'menu-item', needsApp: true, ask: menuItem },
  { id: 'id-prefixes', needsApp: true, ask: idPrefixes },
  { id: 'token-groups', needsApp: false, ask: tokenGroups },
  { id: 'token-ids', needsApp: false, ask: tokenIds },
];
