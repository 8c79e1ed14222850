import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { isDecimal, isSymbol } from '@marketgraph/vocabulary';
import { readLines, splitCsv } from './lines.ts';

export interface SymbolProperties {
  readonly symbol: string;
  readonly name: string;
  readonly currency: string;
  readonly tickSize: string;
}

export interface Company {
  readonly name: string;
  readonly sector: string;
}

/** What files beside a recording know of instruments; each of them may be missing. */
export interface ReferenceData {
  /** By a venue and its own symbol, e.g. coinbase and SKL-USD. */
  properties(market: string, providerSymbol: string): SymbolProperties | null;
  /** By a venue and a canonical symbol. */
  bySymbol(market: string, symbol: string): SymbolProperties | null;
  company(symbol: string): Company | null;
  listedOnNasdaq(symbol: string): boolean;
}

export async function readReferenceData(directory: string, markets: readonly string[]): Promise<ReferenceData> {
  const folder = join(directory, 'reference');
  const properties = await readProperties(join(folder, 'symbol_properties.csv'), new Set(markets));
  const companies = await readCompanies(join(folder, 'sp500_constituents.csv'));
  const nasdaq = new Set((await readTable(join(folder, 'nasdaq_listed_symbols.csv'))).map((row) => row['Symbol']));
  return {
    properties: (market, providerSymbol) => properties.get(`${market} ${providerSymbol}`) ?? null,
    bySymbol: (market, symbol) => properties.get(`${market} ${symbol.replace('-', '')}`) ?? null,
    company: (symbol) => companies.get(symbol) ?? null,
    listedOnNasdaq: (symbol) => nasdaq.has(symbol),
  };
}

async function readProperties(path: string, markets: ReadonlySet<string>): Promise<Map<string, SymbolProperties>> {
  const found = new Map<string, SymbolProperties>();
  for (const row of await readTable(path, (fields) => markets.has(fields[0] ?? ''))) {
    const properties = propertiesOf(row);
    if (!properties) continue;
    for (const name of [row['symbol'], row['market_ticker']]) if (name) found.set(`${row['market']} ${name}`, properties);
  }
  return found;
}

function propertiesOf(row: Record<string, string>): SymbolProperties | null {
  const { symbol = '', type = '', quote_currency: currency = '', minimum_price_variation: tickSize = '', description = '' } = row;
  const isPair = ['crypto', 'forex', 'cfd'].includes(type) && symbol.endsWith(currency);
  const pair = `${symbol.slice(0, symbol.length - currency.length)}-${currency}`;
  if (!isPair || !isSymbol(pair) || !isDecimal(tickSize)) return null;
  return { symbol: pair, name: nameOf(description, pair), currency, tickSize };
}

/** Some descriptions are only the pair again: then the symbol says it better. */
function nameOf(description: string, symbol: string): string {
  return /[a-z]/.test(description) ? description.replace('-', ' / ') : symbol;
}

async function readCompanies(path: string): Promise<Map<string, Company>> {
  const rows = await readTable(path);
  return new Map(rows.map((row) => [row['Symbol'] ?? '', { name: row['Security'] ?? '', sector: row['GICS Sector'] ?? '' }]));
}

/** Rows by column name; none where there is no such file. */
async function readTable(path: string, wanted: (fields: readonly string[]) => boolean = () => true): Promise<Record<string, string>[]> {
  const present = await access(path).then(
    () => true,
    () => false,
  );
  if (!present) return [];
  const rows: Record<string, string>[] = [];
  let header: string[] | null = null;
  for await (const { text } of readLines(path)) {
    const fields = splitCsv(text);
    if (!header) header = fields;
    else if (wanted(fields)) rows.push(Object.fromEntries(header.map((name, index) => [name, fields[index] ?? ''])));
  }
  return rows;
}
