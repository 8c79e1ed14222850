import type { AssetClass } from '@marketgraph/vocabulary';
import { commodityTemplates } from './templates/commodity.ts';
import { companyTemplates } from './templates/company.ts';
import { cryptoTemplates, currencyTemplates } from './templates/currency.ts';
import { fundTemplates } from './templates/fund.ts';
import type { TemplateSet } from './templates/template-set.ts';

/** What headlines of each class sound like. */
export const templates: Record<AssetClass, TemplateSet> = {
  STOCK: companyTemplates,
  ETF: fundTemplates,
  INDEX: fundTemplates,
  CRYPTO: cryptoTemplates,
  FOREX: currencyTemplates,
  COMMODITY: commodityTemplates,
};

/** Two instruments of one class with opposite fates: {name} has risen, {other} has fallen. */
export const opposites: Partial<Record<AssetClass, readonly string[]>> = {
  STOCK: [
    '{name} beats expectations while {other} slumps on weak demand',
    '{name} raises its outlook; {other} cuts guidance',
    '{other} falls {percent} after a profit warning, while {name} climbs on strong orders',
    '{name} gains as customers return, but {other} warns of delays',
    'Analysts upgrade {name}; {other} downgraded on margin pressure',
  ],
  CRYPTO: ['{name} rallies on fresh inflows while {other} slides amid outflows', '{other} tumbles after an exploit; {name} rebounds'],
  COMMODITY: [
    '{name} climbs on robust demand while {other} sinks on oversupply',
    '{other} slumps on a glut; {name} gains on strong orders',
  ],
  INDEX: ['{name} rallies, while {other} retreats on growth fears', '{other} ends lower on profit-taking; {name} advances'],
  ETF: ['{name} draws strong inflows while {other} suffers outflows'],
};
