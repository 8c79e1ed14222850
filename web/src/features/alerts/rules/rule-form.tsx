import { useMutation } from '@apollo/client/react';
import { type FormEvent, useState } from 'react';
import { CreateAlertRuleDocument } from '../../../graphql/generated/alerts.ts';
import { Button } from '../../../ui/button.tsx';
import { FormNotice } from '../../../ui/form-notice.tsx';
import { type SortedErrors, sortErrors, type UserErrorFacts } from '../../../ui/user-errors.ts';
import { draftFields, faultsOf, inputOf, type RuleDraft } from './rule-draft.ts';
import { RuleFields } from './rule-fields.tsx';
import styles from './rule-form.module.css';

interface Props {
  readonly symbol: string;
  readonly price: string | undefined;
  readonly onDone: () => void;
}

const noErrors: SortedErrors = { byField: {}, general: [] };

export function RuleForm({ symbol, price, onDone }: Props) {
  const [draft, setDraft] = useState<RuleDraft>(() => ({
    name: '',
    metric: 'PRICE',
    comparison: 'ABOVE',
    threshold: price ?? '',
    window: 'P1D',
    cooldown: 'PT15M',
    severity: 'WARNING',
  }));
  const [errors, setErrors] = useState(noErrors);
  const [create, { loading }] = useMutation(CreateAlertRuleDocument, { refetchQueries: ['InstrumentAlertRules', 'AlertRules'] });
  const tell = (found: readonly UserErrorFacts[]) => setErrors(sortErrors(found, draftFields));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const faults = faultsOf(draft);
    if (faults.length > 0) return tell(faults);
    try {
      const { data } = await create({ variables: { input: inputOf(draft, symbol) } });
      const payload = data?.createAlertRule;
      if (payload?.alertRule) return onDone();
      tell(payload?.userErrors ?? [{ message: 'The rule could not be saved. Try again in a moment.', field: null }]);
    } catch {
      tell([{ message: 'The rule could not be saved. Try again in a moment.', field: null }]);
    }
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label={`New alert rule for ${symbol}`}>
      <FormNotice messages={errors.general} />
      <RuleFields draft={draft} symbol={symbol} errors={errors.byField} onChange={(change) => setDraft({ ...draft, ...change })} />
      <div className={styles.actions}>
        <Button tone="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button tone="primary" type="submit" disabled={loading}>
          Create rule
        </Button>
      </div>
    </form>
  );
}
