import { formatSymbol, isSymbol, type ParsedSymbol, parseSymbol } from './symbol.ts';

/** How a provider writes what we call a symbol. See docs/symbols.md. */
interface Dialect {
  /** Between the two units of a pair; '' writes them in one word. Null: it has no pairs of its own. */
  readonly pair: string | null;
  /** Behind a pair. */
  readonly pairEnd?: string;
  /** Between a listed name and its class or venue. Null: it lists no shares. */
  readonly listed: string | null;
  readonly index?: string;
  /** Its own names of units, as far as it still writes them. */
  readonly units?: Readonly<Record<string, string>>;
  /** In which it tells no prices, although others do. */
  readonly without?: readonly string[];
  /** What stands before a symbol of another dialect. */
  readonly prefixes?: Readonly<Record<string, Dialect>>;
}

const joined: Dialect = { pair: '', listed: null };
/** Tether is no dollar: who asks for BTC-USD does not get BTCUSDT, and BTCUSD is not there. */
const binance: Dialect = { ...joined, without: ['USD'] };
const slashed: Dialect = { pair: '/', listed: null };
const dashed: Dialect = { pair: '-', listed: null };
const underscored: Dialect = { pair: '_', listed: null };
const krakenUnits = { XBT: 'BTC', XDG: 'DOGE', XXBT: 'BTC', XXDG: 'DOGE', XETH: 'ETH', XLTC: 'LTC', XXRP: 'XRP', XXMR: 'XMR', XZEC: 'ZEC' };
const krakenMoney = { ZUSD: 'USD', ZEUR: 'EUR', ZGBP: 'GBP', ZJPY: 'JPY', ZCAD: 'CAD', ZAUD: 'AUD' };
const kraken: Dialect = { ...slashed, units: { ...krakenUnits, ...krakenMoney } };

const dialects: Readonly<Record<string, Dialect>> = {
  coinbase: dashed,
  binance,
  kraken,
  oanda: underscored,
  alpaca: { pair: '/', listed: '.' },
  alphavantage: { pair: '/', listed: '.' },
  lean: { pair: '', listed: '.' },
  finnhub: {
    pair: null,
    listed: '.',
    index: '^',
    prefixes: { 'BINANCE:': binance, 'COINBASE:': dashed, 'KRAKEN:': kraken, 'OANDA:': underscored },
  },
  polygon: { pair: null, listed: '.', prefixes: { 'C:': joined, 'X:': joined, 'I:': { pair: null, listed: null, index: '' } } },
  yahoo: { pair: '', pairEnd: '=X', listed: '-', index: '^', prefixes: { '': dashed } },
};

/** What pairs are told in, where both units are written in one word: the longest one that fits. */
const QUOTE_UNITS = [
  ...[
    'FDUSD',
    'USDT',
    'USDC',
    'BUSD',
    'USD',
    'EUR',
    'GBP',
    'JPY',
    'CHF',
    'CAD',
    'AUD',
    'NZD',
    'TRY',
    'BRL',
    'INR',
    'ZAR',
    'MXN',
    'SGD',
    'HKD',
  ],
  ...['SEK', 'NOK', 'DKK', 'PLN', 'CNH', 'BTC', 'ETH', 'BNB'],
];

/** BRK.B is a class of shares, SHEL.L a venue. */
const SHARE_CLASS = /^[A-C]$/;

/** The symbol of what a provider names so; null when it is none that we can name. */
export function symbolOfProvider(provider: string, providerSymbol: string): string | null {
  const dialect = dialects[provider] ?? null;
  const text = providerSymbol.toUpperCase();
  const parsed = dialect ? read(dialect, text) : readAnyPair(text);
  return parsed && isSymbol(formatSymbol(parsed)) ? formatSymbol(parsed) : null;
}

/** How a provider names a symbol of ours; null when it has no name for it that we know. */
export function providerSymbolOf(provider: string, symbol: string): string | null {
  const dialect = dialects[provider];
  const parsed = parseSymbol(symbol);
  const written = dialect && parsed && write(dialect, parsed);
  // One word may be two pairs: then the provider's own list has to tell.
  return written && symbolOfProvider(provider, written) === symbol ? written : null;
}

function read(dialect: Dialect, text: string): ParsedSymbol | null {
  for (const [prefix, own] of Object.entries(dialect.prefixes ?? {})) {
    const parsed = text.startsWith(prefix) ? read(own, text.slice(prefix.length)) : null;
    if (parsed) return parsed;
  }
  return readPair(dialect, text) ?? readIndex(dialect, text) ?? readListed(dialect, text);
}

function readPair({ pair, pairEnd = '', units = {} }: Dialect, text: string): ParsedSymbol | null {
  if (pair === null || !text.endsWith(pairEnd)) return null;
  const body = text.slice(0, text.length - pairEnd.length);
  const [base, unit, ...rest] = pair === '' || !body.includes(pair) ? splitWord(body, units) : body.split(pair);
  if (!base || !unit || rest.length > 0) return null;
  // A class of shares is written like a pair by some; no unit of money has fewer than three letters.
  return unit.length < 3 ? null : { kind: 'PAIR', base: units[base] ?? base, unit: units[unit] ?? unit };
}

/** BTCUSDT, and XXBTZUSD where a provider has names of its own. */
function splitWord(word: string, units: Readonly<Record<string, string>>): [string, string] | [] {
  const known = [...Object.keys(units), ...QUOTE_UNITS].sort((a, b) => b.length - a.length);
  const unit = known.find((suffix) => word.length > suffix.length && word.endsWith(suffix));
  return unit ? [word.slice(0, -unit.length), unit] : [];
}

function readIndex({ index }: Dialect, text: string): ParsedSymbol | null {
  if (index === undefined || !text.startsWith(index)) return null;
  const parsed = parseSymbol(text.slice(index.length));
  return parsed?.kind === 'LISTED' ? { ...parsed, kind: 'INDEX' } : null;
}

function readListed({ listed }: Dialect, text: string): ParsedSymbol | null {
  if (listed === null) return null;
  // The venue's suffix follows a point everywhere; the class of a share may follow something else.
  const parsed = parseSymbol(text.includes('.') ? text : text.replace(listed, '.'));
  return parsed?.kind === 'LISTED' ? parsed : null;
}

function readAnyPair(text: string): ParsedSymbol | null {
  return readPair(dashed, text.replace(/[/_]/, '-'));
}

function write(dialect: Dialect, symbol: ParsedSymbol): string | null {
  const own = writeOwn(dialect, symbol);
  if (own !== null) return own;
  for (const [prefix, other] of Object.entries(dialect.prefixes ?? {})) {
    const written = write(other, symbol);
    if (written !== null) return prefix + written;
  }
  return null;
}

function writeOwn(dialect: Dialect, symbol: ParsedSymbol): string | null {
  const { listed, index } = dialect;
  if (symbol.kind === 'PAIR') return writePair(dialect, symbol);
  if (symbol.kind === 'INDEX')
    return index === undefined ? null : `${index}${symbol.name}${symbol.suffix === null ? '' : `.${symbol.suffix}`}`;
  if (listed === null) return null;
  if (symbol.suffix === null) return symbol.name;
  return `${symbol.name}${SHARE_CLASS.test(symbol.suffix) ? listed : '.'}${symbol.suffix}`;
}

function writePair({ pair, pairEnd = '', without }: Dialect, { base, unit }: ParsedSymbol & { readonly kind: 'PAIR' }): string | null {
  return pair === null || without?.includes(unit) ? null : `${base}${pair}${unit}${pairEnd}`;
}
