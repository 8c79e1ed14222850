import { type AssetClass, assetClasses } from '@marketgraph/vocabulary';
import { Fragment, useState } from 'react';
import { assetClassNames } from '../../../formatting/words.ts';
import type { InstrumentRow as Row } from '../../../graphql/generated/fragments.ts';
import { classNames } from '../../../ui/class-names.ts';
import { useLiveQuotes } from '../use-live-quotes.ts';
import { InstrumentRow } from './instrument-row.tsx';
import styles from './instrument-table.module.css';
import { type Column, columns, type Order, sorted, useOrderPulse } from './order.ts';
import { useSparklines } from './use-sparklines.ts';

interface Props {
  readonly instruments: readonly Row[];
  readonly caption: string;
}

/** Prices of many instruments. Unsorted it keeps to asset classes; sorted it is one list. */
export function InstrumentTable({ instruments, caption }: Props) {
  const [order, setOrder] = useState<Order | null>(null);
  useLiveQuotes(instruments);
  useOrderPulse(order);
  const sparklines = useSparklines(instruments);
  const row = (instrument: Row) => (
    <InstrumentRow key={instrument.symbol} instrument={instrument} closes={sparklines.get(instrument.symbol)} />
  );

  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <Heading key={column.key} column={column} order={order} onOrder={setOrder} />
          ))}
        </tr>
      </thead>
      {order ? (
        <tbody>{sorted(instruments, order).map(row)}</tbody>
      ) : (
        groupsOf(instruments).map(([assetClass, members]) => (
          <Fragment key={assetClass}>
            <tbody>
              <tr className={styles.group}>
                <th scope="rowgroup" colSpan={columns.length}>
                  {assetClassNames[assetClass]}
                  <span>{members.length}</span>
                </th>
              </tr>
              {members.map(row)}
            </tbody>
          </Fragment>
        ))
      )}
    </table>
  );
}

function Heading({ column, order, onOrder }: { column: Column; order: Order | null; onOrder: (order: Order | null) => void }) {
  const active = order?.key === column.key ? order : null;
  const className = classNames(styles[column.key], styles.heading);
  if (!column.sortable) return <th className={className}>{column.title}</th>;
  const next = !active
    ? { key: column.key, descending: column.key !== 'name' }
    : active.descending === (column.key !== 'name')
      ? { key: column.key, descending: !active.descending }
      : null;
  return (
    <th className={className} aria-sort={active ? (active.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onOrder(next)}>
        {column.title}
        <span aria-hidden="true">{active ? (active.descending ? '↓' : '↑') : ''}</span>
      </button>
    </th>
  );
}

function groupsOf(instruments: readonly Row[]): [AssetClass, Row[]][] {
  return assetClasses
    .map((assetClass): [AssetClass, Row[]] => [
      assetClass,
      instruments.filter((instrument) => instrument.assetClass === assetClass).sort(bySymbol),
    ])
    .filter(([, members]) => members.length > 0);
}

/** Names before numbers: most readers know AAPL better than 0700.HK. */
function bySymbol(a: Row, b: Row): number {
  return Number(/^\d/.test(a.symbol)) - Number(/^\d/.test(b.symbol)) || a.symbol.localeCompare(b.symbol);
}
