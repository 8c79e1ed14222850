import { afinn165FinancialMarketNews } from 'afinn-165-financialmarketnews';
import type { WordValues } from '../../domain/scoring/find-hits.ts';

/** AFINN-165 with the additions for market news, MIT; values from -5 to 5. */
export const afinnWords: WordValues = new Map(Object.entries(afinn165FinancialMarketNews));
