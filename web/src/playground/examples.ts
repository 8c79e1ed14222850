/** The tabs a first visitor finds: one question, one list, one stream that joins every part of the graph. */
export const examples = [
  {
    query: `# Prices, sentiment, signals and alerts as one
# live stream. Your own alerts need, under Headers,
# {"authorization": "Bearer ..."}.
subscription Everything {
  instrumentUpdated(symbols: ["BTC-USD"]) {
    cursor
    cause
    symbol
    instrument {
      name
      quote { price asOf freshness }
      sentiment { score }
      signal { action score }
      alerts(first: 1) { nodes { message } }
    }
    timing { receivedAt publishedAt }
  }
}
`,
  },
  {
    query: `# One instrument across four services, in one answer.
query Instrument {
  instrument(symbol: "BTC-USD") {
    name
    exchange { name open closesAt }
    quote { price changePercent freshness source }
    candleSeries(interval: ONE_HOUR, last: 24) { openTime close volume }
    sentiment { score label articleCount }
    signal {
      action
      score
      evidence { name contribution explanation }
    }
    news(first: 3) { nodes { headline publisher publishedAt } }
  }
}
`,
  },
  {
    query: `# What moves today.
query Movers {
  marketOverview {
    advancing
    declining
    gainers(first: 3) { symbol name quote { price changePercent } }
    losers(first: 3) { symbol name quote { price changePercent } }
    byAssetClass { assetClass instrumentCount averageChangePercent }
  }
}
`,
  },
] as const;

/** Another graph (SUPERGRAPH_PATH) begins with an empty tab. */
export async function examplesOfGraph(): Promise<{ query: string }[] | undefined> {
  const query = '{ __type(name: "InstrumentUpdate") { name } }';
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  return answer?.data?.__type === null ? undefined : [...examples];
}
