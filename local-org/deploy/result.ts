import type { OrgState } from '../org/state.js';
import type { XmlValue } from '../xml/write.js';
import { success, type DeployMessage } from './messages.js';
import { progressOf, type DeployJob, type DeployQueue } from './queue.js';

const dated = (message: DeployMessage, at: Date): Record<string, XmlValue> => ({
  changed: message.changed,
  columnNumber: message.columnNumber,
  componentType: message.componentType,
  created: message.created,
  createdDate: at,
  deleted: message.deleted,
  fileName: message.fileName,
  fullName: message.fullName,
  id: message.id,
  lineNumber: message.lineNumber,
  problem: message.problem,
  problemType: message.problemType,
  success: message.success,
});

const detailsOf = (job: DeployJob): Record<string, XmlValue> => {
  const at = new Date(job.outcome?.at ?? job.createdAt);
  const messages = job.outcome?.messages ?? [];
  const manifest = { componentType: '', fullName: 'package.xml', fileName: 'package.xml' };
  const manifestFailed = messages.some(({ fileName, success: ok }) => fileName.endsWith('package.xml') && !ok);
  const successes = [
    ...messages.filter((message) => message.success && message.problemType === undefined),
    ...(job.outcome && !manifestFailed && !job.canceled ? [success(manifest, undefined, 'changed')] : []),
  ];
  const problems = messages.filter(({ problemType }) => problemType !== undefined);
  return {
    componentFailures: problems.map((message) => dated(message, at)),
    componentSuccesses: successes.map((message) => dated(message, at)),
    runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: 0 },
  };
};

/** What a result tells of the org: its clock, who deploys, and how far the job has come. */
type DeployingOrg = Pick<OrgState, 'options' | 'people'> & { readonly deploys: DeployQueue };

/** A DeployResult, as SOAP and REST answer it. */
export const deployResult = (job: DeployJob, org: DeployingOrg, includeDetails: boolean): Record<string, XmlValue> => {
  const now = org.options.clock();
  const status = org.deploys.statusOf(job);
  const progress = progressOf(job, now);
  const { admin } = org.people;
  const started = (job.outcome?.at ?? now) >= job.startsAt;
  return {
    ...(status === 'Canceled' ? { canceledBy: admin.Id, canceledByName: admin.Name } : {}),
    checkOnly: job.options.checkOnly,
    completedDate: job.outcome && new Date(job.outcome.at),
    createdBy: admin.Id,
    createdByName: admin.Name,
    createdDate: new Date(job.createdAt),
    details: includeDetails ? detailsOf(job) : undefined,
    done: job.outcome !== undefined,
    id: job.id,
    ignoreWarnings: job.options.ignoreWarnings,
    lastModifiedDate: new Date(job.outcome?.at ?? now),
    numberComponentErrors: progress.failed,
    numberComponentsDeployed: progress.done,
    numberComponentsTotal: progress.total,
    numberFiles: job.files,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: job.options.rollbackOnError,
    runTestsEnabled: false,
    startDate: started ? new Date(job.startsAt) : undefined,
    status,
    success: status === 'Succeeded' || status === 'SucceededPartial',
    zipSize: job.zipSize,
  };
};
