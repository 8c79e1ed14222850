/**
 * Of lists that no argument bounds: how many entries are counted for each, by its domain's own limit where that is small. What belongs to a
 * viewer may be longer by far (50 watchlists of 500 symbols) and is short for nearly everybody: a usual length is counted, and how many
 * entities one operation may look up bounds the others.
 */
export const usualSizes: Readonly<Record<string, number>> = {
  'Alert.deliveries': 5,
  'AlertConditionView.all': 5,
  'AlertConditionView.any': 5,
  'AlertRule.channels': 5,
  'AlertRule.instruments': 20,
  'AlertRule.states': 50,
  'AlertRule.symbols': 500,
  'Article.mentions': 3,
  'ArticlePublication.symbols': 3,
  'Feed.gaps': 100,
  'Instrument.alertRules': 3,
  'Instrument.formerSymbols': 3,
  'Instrument.sentimentHistory': 200,
  'MarketOverview.byAssetClass': 6,
  'Sentiment.evidence': 5,
  'Signal.evidence': 6,
  'SignalEvidence.articles': 5,
  'SystemStatus.feeds': 20,
  'SystemStatus.services': 10,
  'User.alertRules': 20,
  'User.channels': 5,
  'User.watchlists': 10,
  'UserError.field': 3,
  'Watchlist.instruments': 20,
  'Watchlist.symbols': 500,
};

/** Lists whose entries are named, one by one, by a member of their filter; elsewhere a name has any number of entries. */
export const namedByFilter: readonly string[] = ['Query.instruments'];
