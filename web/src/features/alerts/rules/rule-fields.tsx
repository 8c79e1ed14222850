import { severities } from '@marketgraph/vocabulary';
import { sentenceCase } from '../../../formatting/words.ts';
import type { AlertMetric, Comparison, Severity } from '../../../graphql/generated/schema-types.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { cooldowns, metrics, type RuleDraft, suggestedName, takesWindow, windows } from './rule-draft.ts';
import styles from './rule-form.module.css';

interface Props {
  readonly draft: RuleDraft;
  readonly symbol: string;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<RuleDraft>) => void;
}

const metricOptions = metrics.map((metric) => [metric.value, metric.text] as const);
const comparisons = [
  ['ABOVE', 'Above'],
  ['BELOW', 'Below'],
] as const;
const severityOptions = severities.map((name) => [name, sentenceCase(name)] as const);

export function RuleFields({ draft, symbol, errors, onChange }: Props) {
  const metric = metrics.find((entry) => entry.value === draft.metric);
  return (
    <div className={styles.fields}>
      <Choice
        label="When"
        value={draft.metric}
        options={metricOptions}
        hint={metric?.hint}
        error={errors['metric']}
        onChange={(value) => onChange({ metric: value as AlertMetric, threshold: '' })}
      />
      <div className={styles.pair}>
        <Choice
          label="Is"
          value={draft.comparison}
          options={comparisons}
          error={errors['comparison']}
          onChange={(value) => onChange({ comparison: value as Comparison })}
        />
        <TextField
          label="Threshold"
          inputMode="decimal"
          autoComplete="off"
          required
          value={draft.threshold}
          unit={metric?.unit ?? undefined}
          error={errors['threshold']}
          onChange={(event) => onChange({ threshold: event.target.value })}
        />
      </div>
      <Pacing draft={draft} errors={errors} onChange={onChange} />
      <TextField
        label="Name"
        placeholder={suggestedName(draft, symbol)}
        value={draft.name}
        error={errors['name']}
        onChange={(event) => onChange({ name: event.target.value })}
      />
    </div>
  );
}

function Pacing({ draft, errors, onChange }: Omit<Props, 'symbol'>) {
  return (
    <div className={styles.pair}>
      {takesWindow(draft.metric) ? (
        <Choice
          label="Window"
          value={draft.window}
          options={windows}
          error={errors['window']}
          onChange={(window) => onChange({ window })}
        />
      ) : null}
      <Choice
        label="Cooldown"
        value={draft.cooldown}
        options={cooldowns}
        error={errors['cooldown']}
        onChange={(cooldown) => onChange({ cooldown })}
      />
      <Choice
        label="Severity"
        value={draft.severity}
        options={severityOptions}
        error={errors['severity']}
        onChange={(value) => onChange({ severity: value as Severity })}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly hint?: string | undefined;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, hint, error, onChange }: ChoiceProps) {
  return (
    <SelectField label={label} value={value} hint={hint} error={error} onChange={(event) => onChange(event.target.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </SelectField>
  );
}
