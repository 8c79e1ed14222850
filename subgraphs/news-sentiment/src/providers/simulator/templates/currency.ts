import type { TemplateSet } from './template-set.ts';

export const cryptoTemplates: TemplateSet = {
  good: [
    '{name} jumps {percent} as fund inflows accelerate',
    '{name} rallies after regulators approve new products',
    '{name} climbs {percent} on growing adoption by payment firms',
    '{name} surges past resistance, bulls in control',
    '{name} network upgrade goes live without delays',
    '{name} rebounds {percent} as selling pressure eases',
    'Large holders accumulate {name} at a record pace',
    '{name} gains as court overturns ban',
    '{name} edges past resistance as buyers return, rally extends',
    '{name} gains on strong demand from funds',
    'Exchange fee cuts lift {name}, volumes recover',
  ],
  bad: [
    '{name} plunges {percent} as leveraged bets unwind',
    '{name} slides after exchange suspends withdrawals',
    '{name} drops {percent} on fears of tighter regulation',
    '{name} sinks below support, bears in control',
    '{name} network hit by outage for two hours',
    '{name} tumbles {percent} after reports of a hack',
    'Fund outflows weigh on {name}, price falls',
    '{name} fails to recover as sell-off spreads',
    '{name} slips as traders take profits, momentum weakens',
    '{name} fails to hold gains as volumes drop',
    'Regulators investigate a large {name} lender',
  ],
  neutral: [
    '{name} trades sideways as volumes thin out',
    '{name} developers publish agenda for the next meeting',
    '{name} options expire on Friday',
  ],
};

export const currencyTemplates: TemplateSet = {
  good: [
    '{name} rises {percent} after hawkish central bank remarks',
    '{name} climbs to a three-week peak on strong growth data',
    '{name} gains as traders unwind short positions',
    '{name} rebounds after upbeat trade figures',
    '{name} strengthens as political uncertainty fades',
    '{name} extends rally, buyers in control',
    '{name} firms after strong retail sales',
    '{name} advances, lifted by upbeat growth data',
    '{name} recovers losses in afternoon trading',
  ],
  bad: [
    '{name} falls {percent} after dovish central bank remarks',
    '{name} slides to a three-week trough on weak growth data',
    '{name} drops as traders cut long positions',
    '{name} weakens after disappointing trade figures',
    '{name} slips as political uncertainty grows',
    '{name} fails to hold gains, sellers in control',
    '{name} eases after weak retail sales',
    '{name} retreats, weighed down by recession fears',
    '{name} gives up gains as demand weakens',
  ],
  neutral: ['{name} steady before central bank decision', '{name} little moved in thin holiday trading', '{name} options expire on Friday'],
};
