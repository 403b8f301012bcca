import { compose } from '../../src/operations/compose.js';
import type { OrgReading } from '../../src/operations/orgReading.js';
import { planApp, type AppPlan } from '../../src/operations/plan.js';
import { readRequest, type AppInput } from '../../src/operations/request.js';
import { decodeComponents, encodeComponents } from '../../src/metadata/components.js';
import type { AppDefinition } from '../../src/definition/schema.js';
import type { LiveApp } from '../../src/org/apps.js';
import { NO_ACCESS_READ } from '../../src/org/userAccess.js';
import { ANSWERS, ORG } from './asking.js';

/** An app as an org holds it that took the definition as it is. */
export const liveApp = (definition: AppDefinition, more: Partial<LiveApp> = {}): LiveApp => {
  const { components } = encodeComponents(definition, 68);
  return {
    name: definition.name,
    installedFrom: null,
    id: '0xI000000000001',
    createdDate: '2026-08-01T00:00:00.000Z',
    consumerKey: '3MVG9',
    components,
    taken: new Set(),
    definition: decodeComponents(definition.name, components),
    ...more,
  };
};

/** The org as it was read, of which only that is said which matters. */
const readingOf = (more: Partial<OrgReading> = {}): OrgReading => ({
  org: ORG,
  answers: ANSWERS,
  problems: [],
  live: undefined,
  related: { existing: [], providerKeys: new Map(), isAccessOn: undefined },
  access: NO_ACCESS_READ,
  hindrances: { isSwitchedOff: false, lacked: [] },
  apiVersion: 68,
  readAt: Date.now(),
  ...more,
});

/** What is decided for this input in this org. */
export const planFor = async (
  input: AppInput,
  reading: Partial<OrgReading> = {},
  { updateExisting = false } = {}
): Promise<AppPlan> => {
  const request = await readRequest(input);
  return planApp(request, compose(request, ORG), readingOf(reading), { updateExisting });
};
