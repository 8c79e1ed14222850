/** Invented, all of them. */
export const publishers = [
  { name: 'Harbor Street Wire', slug: 'harbor-street-wire' },
  { name: 'The Tidewater Ledger', slug: 'tidewater-ledger' },
  { name: 'Meridian Markets Daily', slug: 'meridian-markets-daily' },
  { name: 'Northlight Business', slug: 'northlight-business' },
  { name: 'Copperfield Dispatch', slug: 'copperfield-dispatch' },
  { name: 'Orchard Lane Finance', slug: 'orchard-lane-finance' },
  { name: 'Lanternfish Newsroom', slug: 'lanternfish-newsroom' },
] as const;

export const NEWS_SITE = 'https://news.marketgraph.example';
