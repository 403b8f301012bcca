import type * as Sdr from '@salesforce/source-deploy-retrieve';

/** SDR is heavy: it is loaded only where it is needed, best while an answer of the org is awaited. */
export const loadSdr = (): Promise<typeof Sdr> => import('@salesforce/source-deploy-retrieve');
