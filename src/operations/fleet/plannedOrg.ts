import type { Connection } from '@salesforce/core';
import { isSameName } from '../../settings/apiNames.js';
import type { CreateOptions, Decision } from '../createApp.js';
import type { DeletionPlan } from '../deleteApp.js';
import type { AppPlan } from '../plan.js';
import type { Book } from './book.js';
import type { OrgTask } from './readFleet.js';
import type { AppReport, OrgReport } from './report.js';

/** What is to be done with an app: it is set up, if that is needed, or deleted. */
export type Decided = { decision: Decision; options: CreateOptions } | { deletion: DeletionPlan };

/** An app of an org that is to be worked at, or is as it should be. */
export interface PlannedApp {
  /** What the file calls it, or called it. */
  key: string;
  report: AppReport;
  /** Undefined where it could not be planned. */
  decided: Decided | undefined;
}

/** An org, as it was read. */
export interface PlannedOrg {
  task: OrgTask;
  report: OrgReport;
  /** Undefined where it did not answer. */
  connection: Connection | undefined;
  book: Book;
  apps: PlannedApp[];
}

export const isCalled = (report: AppReport, name: string): boolean =>
  report.name !== null && isSameName(report.name, name);

/** The plan of an app that is to be set up, or is as it should be. */
export const planOf = ({ decided }: PlannedApp): AppPlan | undefined =>
  decided && 'decision' in decided ? decided.decision.plan : undefined;
