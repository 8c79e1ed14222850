import type { TemplateSet } from './template-set.ts';

export const fundTemplates: TemplateSet = {
  good: [
    '{name} climbs {percent} as investors welcome softer inflation',
    '{name} rallies on rate cut optimism',
    '{name} rebounds {percent} after upbeat jobs data',
    '{name} hits record high as earnings impress',
    '{name} gains as bulls return after a quiet morning',
    '{name} advances, led by technology and banks',
    '{name} draws strong inflows for a third week',
    '{name} recovers losses as recession fears ease',
    'Stimulus hopes lift {name} by {percent}',
    '{name} shrugs off weak data, rises {percent}',
    '{name} extends gains on upbeat earnings',
    '{name} edges up, recovers losses of the morning',
  ],
  bad: [
    '{name} falls {percent} as inflation surges',
    '{name} slides on rate hike fears',
    '{name} retreats {percent} after weak factory data',
    '{name} drops as recession fears return',
    '{name} fails to hold gains, ends lower',
    '{name} slumps, dragged down by energy and retail',
    '{name} suffers outflows for a third week',
    'Selloff deepens as {name} loses {percent}',
    'Tariffs and weak guidance pull {name} down {percent}',
    '{name} tumbles {percent} in a broad sell-off',
    '{name} eases as investors turn cautious',
    '{name} gives up early gains, weak guidance weighs',
  ],
  neutral: [
    '{name} little changed before central bank minutes',
    '{name} treads water ahead of payroll figures',
    '{name} to rebalance its members next month',
    '{name} trades in a narrow range at midday',
  ],
};
