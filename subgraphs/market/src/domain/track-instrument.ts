import { type AssetClass, isDecimal, parseSymbol, type Region, type UserError } from '@marketgraph/vocabulary';
import type { Exchange, Instrument } from './instrument.ts';
import type { ListedInstrument } from './instrument-catalogue.ts';
import { instrumentOfSymbol, usualTick } from './instrument-directory.ts';
import { mistake, type Outcome } from './outcome.ts';
import { venues } from './venues.ts';

/** What somebody wants to be followed. */
export interface InstrumentToTrack {
  readonly symbol: string;
  readonly name: string;
  readonly assetClass: AssetClass;
  readonly currency: string;
  readonly region: Region;
  /** A market identifier of ISO 10383; left out where the symbol tells it, or where there is none. */
  readonly exchange?: string | null | undefined;
  readonly tickSize?: string | null | undefined;
}

/** What is known already. */
export interface KnownInstruments {
  get(symbol: string): ListedInstrument | null;
  isTracked(symbol: string): boolean;
  /** How many were asked for. */
  readonly trackedCount: number;
}

const MAX_TRACKED = 500;
const LONGEST_NAME = 200;
const CURRENCY = /^[A-Z][A-Z0-9]{1,9}$/;
/** Those of which one unit is told in another. */
const OF_PAIRS: readonly AssetClass[] = ['CRYPTO', 'FOREX'];

/**
 * The instrument to follow. One that is known is the same again where class, currency and exchange agree: what its prices mean does not
 * change. Name, region and step of one that was asked for before may; those of one that a feed lists are the feed's.
 */
export function instrumentToTrack(asked: InstrumentToTrack, known: KnownInstruments): Outcome<Instrument> {
  const errors = mistakesIn(asked);
  if (errors.length > 0) return { errors };
  const instrument = made(asked);
  const existing = known.get(instrument.symbol);
  if (!existing) {
    const isFull = known.trackedCount >= MAX_TRACKED;
    return isFull ? { errors: [mistake('LIMIT_REACHED', `At most ${MAX_TRACKED} instruments can be tracked.`)] } : { value: instrument };
  }
  if (existing.symbol !== instrument.symbol) {
    return { errors: [mistake('TAKEN', `${instrument.symbol} is a former symbol of ${existing.symbol}.`, 'symbol')] };
  }
  const taken = differences(existing, instrument, asked);
  if (taken.length > 0) return { errors: taken };
  const { name, region, tickSize } = instrument;
  return { value: known.isTracked(instrument.symbol) ? { ...plain(existing), name, region, tickSize } : plain(existing) };
}

function mistakesIn({ symbol, name, assetClass, currency, exchange, tickSize }: InstrumentToTrack): UserError[] {
  const parsed = parseSymbol(symbol);
  const said = (isWrong: boolean, message: string, field: string) => (isWrong ? [mistake('INVALID', message, field)] : []);
  const isPair = parsed?.kind === 'PAIR';
  const mustBePair = OF_PAIRS.includes(assetClass);
  return [
    ...said(!parsed, 'A symbol is like AAPL, BRK.B, ^SPX or BTC-USD: upper case, at most 24 characters.', 'symbol'),
    ...said(parsed !== null && mustBePair && !isPair, `Of the class ${assetClass} symbols are pairs, like BTC-USD.`, 'symbol'),
    ...said(isPair && !mustBePair && assetClass !== 'COMMODITY', `Of the class ${assetClass} symbols are no pairs.`, 'symbol'),
    ...said(
      parsed !== null && (parsed.kind === 'INDEX') !== (assetClass === 'INDEX'),
      'Symbols of indices, and of nothing else, begin with ^.',
      'symbol',
    ),
    ...said(!isName(name.trim()), `A name has 1 to ${LONGEST_NAME} characters that can be printed.`, 'name'),
    ...said(!CURRENCY.test(currency), 'A currency is a code of ISO 4217, or a crypto unit, in upper case: USD, USDT.', 'currency'),
    ...said(
      parsed?.kind === 'PAIR' && parsed.unit !== currency,
      `The prices of ${symbol} are told in ${isPair ? parsed.unit : currency}.`,
      'currency',
    ),
    ...said(Boolean(exchange) && !venueOf(exchange), `The exchange is not known; known are ${Object.keys(venues).join(', ')}.`, 'exchange'),
    ...said(Boolean(exchange) && isPair, 'A pair is traded on no exchange.', 'exchange'),
    ...said(isTold(tickSize) && !isStep(tickSize), 'The smallest price step is a decimal above 0, like 0.01.', 'tickSize'),
  ];
}

function made({ symbol, name, assetClass, currency, region, exchange, tickSize }: InstrumentToTrack): Instrument {
  const directory = instrumentOfSymbol(symbol);
  const isSame = directory?.assetClass === assetClass && directory.currency === currency;
  return {
    symbol,
    name: name.trim(),
    assetClass,
    region,
    currency,
    exchange: exchange ? venueOf(exchange) : isSame ? directory.exchange : null,
    sector: directory?.sector ?? null,
    tickSize: tickSize ?? (isSame ? directory.tickSize : usualTick[assetClass]),
  };
}

function differences(existing: Instrument, wanted: Instrument, asked: InstrumentToTrack): UserError[] {
  const taken = (what: string, field: string) => [mistake('TAKEN', `${existing.symbol} is known already, ${what}.`, field)];
  return [
    ...(existing.assetClass === wanted.assetClass ? [] : taken(`as ${existing.assetClass}`, 'assetClass')),
    ...(existing.currency === wanted.currency ? [] : taken(`in ${existing.currency}`, 'currency')),
    ...(!asked.exchange || existing.exchange?.code === wanted.exchange?.code
      ? []
      : taken(existing.exchange ? `on ${existing.exchange.code}` : 'without an exchange', 'exchange')),
  ];
}

function plain({ symbol, name, assetClass, region, currency, exchange, sector, tickSize }: Instrument): Instrument {
  return { symbol, name, assetClass, region, currency, exchange, sector, tickSize };
}

function venueOf(code: string | null | undefined): Exchange | null {
  const [, venue = null] = Object.entries(venues).find(([known]) => known === code) ?? [];
  return venue;
}

function isName(name: string): boolean {
  return name !== '' && name.length <= LONGEST_NAME && !/[\p{Cc}\p{Cs}]/u.test(name);
}

function isTold(tickSize: string | null | undefined): tickSize is string {
  return tickSize !== null && tickSize !== undefined;
}

function isStep(tickSize: string): boolean {
  return isDecimal(tickSize) && !tickSize.startsWith('-') && /[1-9]/.test(tickSize);
}
