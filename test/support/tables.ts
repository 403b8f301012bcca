import type { SinonSandbox } from 'sinon';
import { EcaCommand } from '../../src/ui/ecaCommand.js';
import type { Table } from '../../src/ui/table/widths.js';

/** Has commands draw no tables; what is returned gives the rows of the first that was to be drawn. */
export const stubTables = (sandbox: SinonSandbox): (() => Table['data']) => {
  const base = EcaCommand.prototype as unknown as { drawTable: (table: Table) => void };
  const drawTable = sandbox.stub(base, 'drawTable');
  return () => drawTable.firstCall.args[0].data;
};
