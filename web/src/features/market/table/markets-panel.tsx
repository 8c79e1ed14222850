import { useQuery } from '@apollo/client/react';
import { type AssetClass, assetClasses } from '@marketgraph/vocabulary';
import { useDeferredValue, useMemo, useState } from 'react';
import { assetClassNames, countOf } from '../../../formatting/words.ts';
import { MarketsDocument } from '../../../graphql/generated/market.ts';
import { SearchField } from '../../../ui/search-field.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { InstrumentTable } from './instrument-table.tsx';
import styles from './markets-panel.module.css';

const options = [{ value: 'ALL' as const, text: 'All' }, ...assetClasses.map((value) => ({ value, text: assetClassNames[value] }))];
const pageSize = 200;

/** Every instrument, narrowed by asset class and by words; both happen here, so that typing costs no request. */
export function MarketsPanel() {
  const { data, error, refetch } = useQuery(MarketsDocument, { variables: { first: pageSize } });
  const [assetClass, setAssetClass] = useState<AssetClass | 'ALL'>('ALL');
  const [words, setWords] = useState('');
  const search = useDeferredValue(words.trim().toLowerCase());
  const all = data?.instruments?.nodes;
  const shown = useMemo(() => {
    const inClass = (all ?? []).filter((row) => assetClass === 'ALL' || row.assetClass === assetClass);
    return inClass.filter((row) => `${row.symbol} ${row.name}`.toLowerCase().includes(search));
  }, [all, assetClass, search]);

  return (
    <section className={styles.panel} aria-label="Markets">
      <div className={styles.bar}>
        <Segmented label="Asset class" options={options} value={assetClass} onChange={setAssetClass} />
        <SearchField label="Filter" value={words} onChange={setWords} />
      </div>
      {all ? (
        shown.length > 0 ? (
          <InstrumentTable instruments={shown} caption={countOf(shown.length, 'instrument')} />
        ) : (
          <Empty title={all.length === 0 ? 'No instruments yet' : 'Nothing matches'}>
            {all.length === 0 ? 'They appear as soon as a feed tells the first prices.' : 'Try another word or asset class.'}
          </Empty>
        )
      ) : error ? (
        <Failure what="The markets" retry={() => void refetch()} />
      ) : (
        <Skeleton rows={14} height={34} />
      )}
    </section>
  );
}
