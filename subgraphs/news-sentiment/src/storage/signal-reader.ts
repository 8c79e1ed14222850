import type { SignalAction } from '@marketgraph/vocabulary';
import { type DataSource, In } from 'typeorm';
import type { Signal } from '../domain/signals/signal.ts';
import { SignalRow } from './rows/signal-row.ts';

export interface SignalSearch {
  readonly symbols?: readonly string[];
  readonly actions?: readonly SignalAction[];
  readonly from?: number;
  readonly to?: number;
}

/** Right after this signal, newest first. */
export interface SignalPlace {
  readonly issuedAt: number;
  readonly signalId: string;
}

const LATEST = `
  SELECT found.signal_id AS "signalId" FROM unnest($1::text[]) AS asked (symbol)
  CROSS JOIN LATERAL (
    SELECT signal_id FROM news_sentiment.signals WHERE symbol = asked.symbol ORDER BY issued_at DESC, signal_id DESC LIMIT 1) AS found`;

export class SignalReader {
  constructor(private readonly dataSource: DataSource) {}

  async byIds(signalIds: readonly string[]): Promise<Signal[]> {
    const rows = await this.dataSource.getRepository(SignalRow).findBy({ signalId: In([...signalIds]) });
    return rows.map(toSignal);
  }

  /** The newest one of each symbol that has any. */
  async latest(symbols: readonly string[]): Promise<Signal[]> {
    const rows: { signalId: string }[] = await this.dataSource.query(LATEST, [symbols]);
    return this.byIds(rows.map((row) => row.signalId));
  }

  /** Newest first. */
  async page(search: SignalSearch, limit: number, after: SignalPlace | null): Promise<Signal[]> {
    const query = this.dataSource.getRepository(SignalRow).createQueryBuilder('signal');
    const { symbols, actions, from, to } = search;
    if (symbols) query.andWhere('signal.symbol = ANY(:symbols)', { symbols });
    if (actions) query.andWhere('signal.action = ANY(:actions)', { actions });
    if (from !== undefined) query.andWhere('signal.issuedAt >= :from', { from: new Date(from) });
    if (to !== undefined) query.andWhere('signal.issuedAt < :to', { to: new Date(to) });
    if (after) {
      query.andWhere('(signal.issuedAt, signal.signalId) < (:afterTime, :afterId)', {
        afterTime: new Date(after.issuedAt),
        afterId: after.signalId,
      });
    }
    const rows = await query.orderBy('signal.issuedAt', 'DESC').addOrderBy('signal.signalId', 'DESC').limit(limit).getMany();
    return rows.map(toSignal);
  }
}

function toSignal(row: SignalRow): Signal {
  return { ...row, issuedAt: row.issuedAt.getTime() };
}
