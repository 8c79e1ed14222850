import type { TemplateSet } from './template-set.ts';

export const commodityTemplates: TemplateSet = {
  good: [
    '{name} rises {percent} on robust demand from importers',
    '{name} climbs as inventories fall more than forecast',
    '{name} jumps {percent} after producers extend supply curbs',
    '{name} gains in brisk trading as importers return',
    '{name} rallies to a one-month peak on tight supply',
    '{name} rebounds {percent} as buyers return',
    'Safe haven demand lifts {name}',
    '{name} advances on strong factory data',
    '{name} recovers losses as buyers return',
    'Tight supply abroad lifts {name}',
  ],
  bad: [
    '{name} falls {percent} on weak demand from importers',
    '{name} slides as inventories rise more than forecast',
    '{name} drops {percent} on oversupply fears',
    '{name} slips as the dollar strengthens, demand weakens',
    '{name} slumps to a one-month trough on glut concerns',
    '{name} sinks {percent} in broad profit-taking',
    'Producers fail to agree on curbs, {name} tumbles',
    '{name} declines on disappointing factory data',
    '{name} eases as output recovers, demand weakens',
    'Warm weather cuts demand, {name} slides',
  ],
  neutral: [
    '{name} steady as traders await stock figures',
    '{name} trades in a narrow range before producers meet',
    '{name} contract rolls to the next month',
  ],
};
