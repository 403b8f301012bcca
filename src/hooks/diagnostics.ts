import type { Config } from '@oclif/core/interfaces';
import { ConfigAggregator, Lifecycle, Org, OrgConfigProperties } from '@salesforce/core';
import { connectTo } from '../operations/connecting.js';
import { diagnoseOrg, diagnosePlugins, noAnswer, noOrg, type Report } from '../operations/diagnose.js';
import { redactAll } from '../ui/redact.js';

const PLUGIN = 'sf-plugin-eca';

/** What `sf doctor` hands to the hooks of plugins. */
interface Doctor {
  addSuggestion: (suggestion: string) => void;
  addPluginData: (pluginName: string, data: unknown) => void;
}

const askOrg = async (targetOrg: string): Promise<Report> => {
  try {
    const { connection, close } = await connectTo(await Org.create({ aliasOrUsername: targetOrg }));
    return await diagnoseOrg(connection).finally(close);
  } catch (error) {
    return noAnswer(targetOrg, error);
  }
};

const diagnose = async ({ plugins, version }: Config): Promise<Report> => {
  const aggregator = await ConfigAggregator.create();
  const targetOrg = aggregator.getPropertyValue(OrgConfigProperties.TARGET_ORG);
  const { data, diagnoses } = typeof targetOrg === 'string' ? await askOrg(targetOrg) : noOrg();
  return {
    data: { version: plugins.get(PLUGIN)?.version, cliVersion: version, ...data },
    diagnoses: [diagnosePlugins([...plugins.values()]), ...diagnoses],
  };
};

/** The part of this plugin in what `sf doctor` writes: what may keep it from working, and what to do about it. */
export default async function (this: { config: Config }, { doctor }: { doctor: Doctor }): Promise<void> {
  const report = await diagnose(this.config);
  // A diagnosis is attached to bug reports.
  const { data, diagnoses } = redactAll(report);
  doctor.addPluginData(PLUGIN, data);
  for (const { test, status, suggestion } of diagnoses) {
    await Lifecycle.getInstance().emit('Doctor:diagnostic', { testName: `[${PLUGIN}] ${test}`, status });
    if (suggestion !== undefined) doctor.addSuggestion(suggestion);
  }
}
