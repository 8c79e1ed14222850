import { useMutation } from '@apollo/client/react';
import { Link } from 'wouter';
import { conditionInWords, durationInWords } from '../../../formatting/alert-conditions.ts';
import { instrumentPath } from '../../../formatting/paths.ts';
import { DeleteAlertRuleDocument, SetAlertRuleEnabledDocument } from '../../../graphql/generated/alerts.ts';
import type { AlertRuleParts } from '../../../graphql/generated/fragments.ts';
import { Badge, type Tone } from '../../../ui/badge.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Switch } from '../../../ui/switch.tsx';
import styles from './rule-item.module.css';

const stateTones: Record<AlertRuleParts['states'][number]['state'], Tone> = {
  NORMAL: 'neutral',
  PENDING: 'amber',
  FIRING: 'down',
  RECOVERING: 'amber',
};
const stateNames = { NORMAL: 'Watching', PENDING: 'Pending', FIRING: 'Firing', RECOVERING: 'Recovering' } as const;

const shownSymbols = 4;

/** Where one instrument is looked at, `symbol` names it and the state is the one for it. */
export function RuleItem({ rule, symbol }: { rule: AlertRuleParts; symbol?: string }) {
  const [setEnabled] = useMutation(SetAlertRuleEnabledDocument);
  const [remove, removal] = useMutation(DeleteAlertRuleDocument, { refetchQueries: ['InstrumentAlertRules', 'AlertRules'] });
  const { compare } = rule.condition;
  const states = rule.states.filter((state) => symbol === undefined || state.symbol === symbol);
  const state = states.find((entry) => entry.state === 'FIRING') ?? states.find((entry) => entry.state !== 'NORMAL') ?? states[0];
  const others = symbol === undefined ? rule.symbols : rule.symbols.filter((other) => other !== symbol);
  return (
    <li className={styles.rule} data-enabled={rule.enabled}>
      <div className={styles.words}>
        <p className={styles.name}>{rule.name}</p>
        <p className={styles.condition}>{compare ? conditionInWords(compare) : rule.summary}</p>
        <p className={styles.facts}>
          {others.slice(0, shownSymbols).map((other) => (
            <Link key={other} href={instrumentPath(other)}>
              {other}
            </Link>
          ))}
          {others.length > shownSymbols ? (
            <span title={others.slice(shownSymbols).join(', ')}>{`+${others.length - shownSymbols} more`}</span>
          ) : null}
        </p>
        <p className={styles.facts}>
          <span>{rule.severity.toLowerCase()}</span>
          <span>{`cooldown ${durationInWords(rule.cooldown)}`}</span>
        </p>
      </div>
      <div className={styles.actions}>
        {rule.enabled ? state ? <Badge tone={stateTones[state.state]}>{stateNames[state.state]}</Badge> : null : <Badge>Off</Badge>}
        <Switch
          label={`${rule.name} is on`}
          checked={rule.enabled}
          onChange={(enabled) => void setEnabled({ variables: { id: rule.id, enabled } })}
        />
        <IconButton
          aria-label={`Delete ${rule.name}`}
          disabled={removal.loading}
          onClick={() => void remove({ variables: { id: rule.id } })}
        >
          <Icon name="trash" size={16} />
        </IconButton>
      </div>
    </li>
  );
}
