import { formatTable } from '../../src/ui/table/table.js';
import type { TableLook } from '../../src/ui/table/look.js';
import type { Answered, ProbeReport } from './runProbe.js';
import type { Verdict } from './fact.js';

/** What is worth reading first comes first. */
const ORDER: readonly Verdict[] = ['contradicted', 'undecided', 'confirmed'];

const ofVerdict = ({ findings }: ProbeReport, verdict: Verdict): Answered[] =>
  findings.filter((finding) => finding.verdict === verdict);

/** The findings as a table, and how many there are of each kind. */
export const describeReport = (report: ProbeReport, look: TableLook): string => {
  const columns = [
    { key: 'id', name: 'Fact' },
    { key: 'verdict', name: 'Verdict' },
    { key: 'statement', name: 'docs/platform.md' },
    { key: 'because', name: 'Seen' },
  ];
  const data = ORDER.flatMap((verdict) => ofVerdict(report, verdict)).map(({ id, verdict, statement, because }) => ({
    ...{ id, verdict, statement, because },
  }));
  const counts = ORDER.map((verdict) => `${ofVerdict(report, verdict).length} ${verdict}`).join(', ');
  return `${formatTable({ columns, data }, look)}\n${counts}.`;
};
