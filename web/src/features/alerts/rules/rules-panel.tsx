import { useQuery } from '@apollo/client/react';
import { countOf } from '../../../formatting/words.ts';
import { AlertRulesDocument } from '../../../graphql/generated/alerts.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { RuleItem } from './rule-item.tsx';

export function RulesPanel() {
  const { data, error, refetch } = useQuery(AlertRulesDocument, { fetchPolicy: 'cache-and-network' });
  const rules = data?.viewer?.alertRules;
  return (
    <Panel title="Rules" flush aside={rules ? countOf(rules.length, 'rule') : null}>
      {rules ? (
        rules.length > 0 ? (
          <ul>
            {rules.map((rule) => (
              <RuleItem key={rule.id} rule={rule} />
            ))}
          </ul>
        ) : (
          <Empty title="No rules yet">Open an instrument and choose “New rule” to watch its price, sentiment or signal.</Empty>
        )
      ) : error ? (
        <Failure what="Rules" retry={() => void refetch()} />
      ) : (
        <Skeleton rows={4} height={56} />
      )}
    </Panel>
  );
}
