import type { EcaDisplayResult } from '../../src/commands/eca/display.js';
import type { EcaGetCredentialsResult } from '../../src/commands/eca/get-credentials.js';
import type { RealCli } from './realCli.js';
import { authorizeApp, type VendorOrg } from './vendor.js';

/**
 * What happens outside of sf between setting an app up and locking it: the vendor's system gets key and secret, and a
 * user logs in through it.
 *
 * @param alias what the CLI calls the org
 */
export const connectVendor = async (cli: RealCli, alias: string, org: VendorOrg, name: string): Promise<void> => {
  const about = ['--name', name, '--target-org', alias];
  const { result: app } = await cli.json<EcaDisplayResult>(['eca', 'display', ...about]);
  const { result } = await cli.json<EcaGetCredentialsResult>(['eca', 'get-credentials', '--enable-access', ...about]);
  const { consumerKey, consumerSecret } = result;
  const callbackUrl = app.oauth?.callbackUrls?.at(0) ?? '';
  await authorizeApp(org, { consumerKey: String(consumerKey), consumerSecret: String(consumerSecret), callbackUrl });
};
