import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { Link } from 'wouter';
import { InstrumentAlertRulesDocument } from '../../../graphql/generated/alerts.ts';
import { useSession } from '../../../graphql/session/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Failure } from '../../../ui/states.tsx';
import styles from './rule-form.module.css';
import { RuleForm } from './rule-form.tsx';
import { RuleItem } from './rule-item.tsx';

export function InstrumentRules({ symbol, price, here }: { symbol: string; price: string | undefined; here: string }) {
  const signedIn = useSession().status === 'signed-in';
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(InstrumentAlertRulesDocument, {
    variables: { symbol },
    skip: !signedIn,
    fetchPolicy: 'cache-and-network',
  });
  const rules = data?.instrument?.alertRules ?? [];
  const add = signedIn && !adding && (
    <Button size="small" onClick={() => setAdding(true)}>
      <Icon name="plus" size={14} />
      New rule
    </Button>
  );
  return (
    <Panel title="Alert rules" flush aside={add}>
      {signedIn ? null : (
        <p className={styles.signIn}>
          <Link href={`/sign-in?then=${encodeURIComponent(here)}`}>Sign in</Link> to be told when price, sentiment or signal of {symbol}{' '}
          crosses a line.
        </p>
      )}
      {adding ? <RuleForm symbol={symbol} price={price} onDone={() => setAdding(false)} /> : null}
      {error && !data ? <Failure what="Alert rules" retry={() => void refetch()} /> : null}
      <ul aria-label={`Alert rules for ${symbol}`}>
        {rules.map((rule) => (
          <RuleItem key={rule.id} rule={rule} symbol={symbol} />
        ))}
      </ul>
      {signedIn && data && rules.length === 0 && !adding ? <p className={styles.signIn}>No rule watches {symbol} yet.</p> : null}
    </Panel>
  );
}
