/** Words that say which way something went. Good or bad depends on what went: see `adverse`. */
const up: Record<number, string> = {
  3: 'soar soars soared soaring surge surges surged surging skyrocket skyrockets skyrocketed rocket rockets jump jumps jumped jumping leap leaps leaped spike spikes spiked zoom zooms zoomed',
  2: 'rise rises rose rising risen gain gains gained gaining climb climbs climbed climbing rally rallies rallied rallying increase increases increased increasing grow grows grew growing raise raises raised raising boost boosts boosted lift lifts lifted hike hikes hiked advance advances advanced strengthen strengthens strengthened accelerate accelerates accelerated expand expands expanded higher improve improves improved widen widens widened double doubles doubled triple triples tripled ups',
  1.2: 'firmed up extends add adds added',
};
const down: Record<number, string> = {
  3: 'plunge plunges plunged plunging plummet plummets plummeted crash crashes crashed crashing tumble tumbles tumbled tumbling sink sinks sank sinking slump slumps slumped slumping collapse collapses collapsed tank tanks tanked nosedive nosedives crater craters cratered',
  2: 'fall falls fell falling fallen drop drops dropped dropping decline declines declined declining slide slides slid sliding lose loses lost losing cut cuts cutting slash slashes slashed lower lowers lowered reduce reduces reduced decrease decreases decreased shrink shrinks shrank weaken weakens weakened weaker retreat retreats retreated slip slips slipped trim trims trimmed narrows narrowed ease eases eased halve halves halved dip dips dipped skid skids shed sheds slow slows slowed stall stalls stalled',
  1.2: 'soften softens softened down',
};

/** What is bad when it rises and good when it falls. */
export const adverse: ReadonlySet<string> = new Set(
  'loss losses cost costs debt debts expense expenses inflation unemployment jobless claims deficit delinquencies provisions npa npas defaults default outages churn stockpiles inventories rates rate yields tax taxes tariff tariffs concerns concern fears fear risk risks doubts pressure volatility layoffs complaints liabilities leverage attrition emissions fine fines queries recession problem problems bottlenecks tensions shortage shortages delays'.split(
    ' ',
  ),
);

/** Those of them that are bad news by being mentioned. */
export const adverseAlone: ReadonlySet<string> = new Set(
  'loss losses fear fears concern concerns doubts default defaults outage outages layoffs complaints delinquencies attrition recession problem problems tensions shortage shortages'.split(
    ' ',
  ),
);

/** Which way, and how far. */
export const directions: ReadonlyMap<string, number> = new Map([...signed(up, 1), ...signed(down, -1)]);

/** These need a number beside them ("sheds 3 %"): alone they speak of something else. */
export const needsNumber: ReadonlySet<string> = new Set(['add', 'adds', 'added', 'shed', 'sheds']);

function* signed(groups: Record<number, string>, sign: 1 | -1): Generator<[string, number]> {
  for (const [strength, words] of Object.entries(groups)) {
    for (const word of words.split(' ')) yield [word, sign * Number(strength)];
  }
}

/** These say something only of what is promised or forecast: "raises guidance", but not "raises funds". */
export const needsObject: ReadonlySet<string> = new Set(['raise', 'raising']);
export const promised: ReadonlySet<string> = new Set(
  'guidance outlook forecast forecasts target targets dividend payout rating estimate estimates stake stakes view'.split(' '),
);

/** What follows these is the reason, not what moved: "drops on supply fears". */
export const reasons: ReadonlySet<string> = new Set('on amid after over following due with despite because by'.split(' '));
