import { Messages } from '@salesforce/core/messages';
import { allowlistOf, findFlaws, type AllowlistFlaw } from '../definition/allowlist.js';
import { expiryOf } from '../definition/certificates.js';
import { ALLOWLIST } from '../definition/controls.js';
import { whoIsPermitted, type Grants } from '../definition/grants.js';
import { formatIpRange } from '../settings/ipRanges.js';
import type { Problem } from '../definition/problems.js';
import { isAllowlistRequired, type ControlReview } from '../definition/review.js';
import { valueAt } from '../definition/schema.js';
import { firstVersionOf, labelOf, type SettingValues } from '../settings/table.js';
import { fixedSettings } from '../templates/fill.js';
import type { Template } from '../templates/template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'refusals');

/** What locking is judged by. */
export interface LockCase {
  /** The app as it is to be locked. */
  planned: SettingValues;
  controls: ControlReview[];
  /** To whom the org has granted it; undefined where it does not show that. */
  grants: Grants | undefined;
  /** Whether addresses are to be added to the allowlist. */
  hasAddresses: boolean;
  template: Template | undefined;
  /** Major API version in use. */
  apiVersion: number;
  now: Date;
}

/** What is wrong with an allowlist, in words. */
export const describeFlaw = (found: AllowlistFlaw): string => {
  switch (found.flaw) {
    case 'tooManyRanges':
      return messages.getMessage('tooManyRanges', [found.use.ranges, found.use.rangeLimit]);
    case 'tooManyAddresses':
      return messages.getMessage('tooManyAddresses', [found.use.addresses, found.use.addressLimit]);
    case 'overlapping':
      return messages.getMessage('overlapping', [formatIpRange(found.range), formatIpRange(found.other)]);
    default:
      return messages.getMessage(found.flaw, [formatIpRange(found.range)]);
  }
};

const missingInVersion = ({ controls, hasAddresses, apiVersion }: LockCase): Problem[] => {
  const missing = controls
    .filter(({ control, required }) => required || (control === ALLOWLIST && hasAddresses))
    .map(({ control }) => ({ control, since: firstVersionOf(control) }))
    .filter(({ since }) => since > apiVersion);
  if (missing.length === 0) return [];
  const tokens = [apiVersion, missing.map(({ control }) => labelOf(control)).join(', '), missing[0].since];
  return [{ where: '--api-version', what: messages.getMessage('versionLacks', tokens) }];
};

const wrongAllowlist = ({ controls, planned, apiVersion }: LockCase): Problem[] => {
  if (firstVersionOf(ALLOWLIST) > apiVersion) return [];
  const ranges = allowlistOf(planned);
  if (isAllowlistRequired(controls) && ranges.length === 0)
    return [{ where: '--allow-ip', what: messages.getMessage('noAddresses') }];
  return findFlaws(ranges).map((flaw) => ({ where: ALLOWLIST, what: describeFlaw(flaw) }));
};

/** Locking would freeze what the vendor's guide excludes, for flows that the vendor uses. */
const againstTheGuide = ({ controls, template }: LockCase): Problem[] => {
  if (!template) return [];
  const settings = fixedSettings(template);
  return controls
    .filter(({ control, required }) => required || template.why[control] !== undefined)
    .filter(({ control }) => valueAt(settings, control) === false)
    .map(({ control }) => {
      const tokens = [template.title, labelOf(control), template.why[control] ?? messages.getMessage('noWhy')];
      return { where: '--template', what: messages.getMessage('guideWantsOff', tokens) };
    });
};

const lockedOut = ({ planned, grants }: LockCase): Problem[] =>
  whoIsPermitted(planned, grants) === 'nobody'
    ? [{ where: 'policies.permittedUsers', what: messages.getMessage('nobodyPermitted') }]
    : [];

const switchedOff = ({ planned }: LockCase): Problem[] =>
  (['policies.enabled', 'policies.plugins.oauthPluginEnabled'] as const)
    .filter((path) => valueAt(planned, path) === false)
    .map((path) => ({ where: path, what: messages.getMessage('switchedOff', [labelOf(path)]) }));

const expiredCertificate = ({ planned, now }: LockCase): Problem[] => {
  const certificate = planned.oauth?.flows?.jwtBearer?.certificate;
  const expiry = certificate === undefined ? undefined : expiryOf(certificate);
  if (expiry === undefined || expiry >= now) return [];
  const what = messages.getMessage('expired', [expiry.toISOString().slice(0, 10)]);
  return [{ where: 'oauth.flows.jwtBearer.certificate', what }];
};

/** Everything that makes it unsafe, or of no use, to lock the app's controls. */
export const refusalsOf = (lock: LockCase): Problem[] => [
  ...missingInVersion(lock),
  ...wrongAllowlist(lock),
  ...againstTheGuide(lock),
  ...lockedOut(lock),
  ...switchedOff(lock),
  ...expiredCertificate(lock),
];
