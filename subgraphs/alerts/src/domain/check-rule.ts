import { DAY_MS, isSymbol, parseDuration, type Severity, type UserError } from '@marketgraph/vocabulary';
import { type AlertRule, MOST_SYMBOLS, type RuleDraft } from './alert-rule.ts';
import { type ConditionInput, checkCondition } from './check-condition.ts';
import type { Outcome } from './outcome.ts';

/** A new rule as it arrives, ids already read as keys. */
export interface RuleInput {
  readonly name: string;
  readonly symbols: readonly string[] | null;
  readonly watchlistId: string | null;
  /** Left out in a change: the rule's own stays. */
  readonly condition: ConditionInput;
  readonly severity: Severity;
  /** ISO 8601 durations. */
  readonly holdFor: string;
  readonly cooldown: string;
  readonly hysteresis: string | null;
  readonly expiresAt: number | null;
  readonly enabled: boolean;
}

/** What is undefined stays as it is; null clears what can be absent. */
export type RuleChange = { readonly [K in keyof RuleInput]?: RuleInput[K] | null | undefined };

const MOST_NAME = 80;
const LONGEST_HOLD_MS = 7 * DAY_MS;
const LONGEST_COOLDOWN_MS = 30 * DAY_MS;
const controls = /\p{Cc}/u;

export function checkRule(input: RuleInput, now: number): Outcome<RuleDraft> {
  const checked = checkCondition(input.condition, ['input', 'condition']);
  const errors = [
    ...checkName(input.name),
    ...checkTarget(input.symbols, input.watchlistId),
    ...('errors' in checked ? checked.errors : []),
    ...checkDuration(input.holdFor, LONGEST_HOLD_MS, 'holdFor'),
    ...checkDuration(input.cooldown, LONGEST_COOLDOWN_MS, 'cooldown'),
    ...checkHysteresis(input.hysteresis),
    ...(input.expiresAt !== null && input.expiresAt <= now ? [invalid('This is in the past.', 'expiresAt')] : []),
  ];
  return errors.length > 0 || 'errors' in checked ? { errors } : { value: toDraft(input, checked.condition) };
}

/** The rule as it would be after the change, checked as a whole. */
export function changeRule(rule: AlertRule, change: RuleChange, now: number): Outcome<RuleDraft> {
  const required = ['name', 'condition', 'severity', 'holdFor', 'cooldown', 'enabled'] as const;
  const errors = required.filter((field) => change[field] === null).map((field) => invalid(`A rule cannot be without ${field}.`, field));
  if (errors.length > 0) return { errors };
  const checked = checkRule(merge(rule, change), change.expiresAt === undefined ? Number.NEGATIVE_INFINITY : now);
  if ('errors' in checked) return checked;
  // Durations that stay are not written again: they would pass through text.
  return {
    value: {
      ...checked.value,
      ...(change.holdFor ? {} : { holdForMs: rule.holdForMs }),
      ...(change.cooldown ? {} : { cooldownMs: rule.cooldownMs }),
    },
  };
}

function merge(rule: AlertRule, change: RuleChange): RuleInput {
  return {
    name: change.name ?? rule.name,
    ...mergeTarget(rule, change),
    condition: change.condition ?? rule.condition,
    severity: change.severity ?? rule.severity,
    holdFor: change.holdFor ?? 'PT0S',
    cooldown: change.cooldown ?? 'PT0S',
    hysteresis: change.hysteresis === undefined ? rule.hysteresis : change.hysteresis,
    expiresAt: change.expiresAt === undefined ? rule.expiresAt : change.expiresAt,
    enabled: change.enabled ?? rule.enabled,
  };
}

/** Giving symbols leaves the watchlist, giving a watchlist leaves the symbols; giving both is a mistake. */
function mergeTarget(rule: AlertRule, change: RuleChange): Pick<RuleInput, 'symbols' | 'watchlistId'> {
  const symbols = change.symbols === undefined ? rule.ownSymbols : change.symbols;
  const watchlistId = change.watchlistId === undefined ? rule.watchlistId : change.watchlistId;
  if (change.symbols && !change.watchlistId) return { symbols, watchlistId: null };
  if (change.watchlistId && !change.symbols) return { symbols: null, watchlistId };
  return { symbols, watchlistId };
}

function toDraft(input: RuleInput, condition: RuleDraft['condition']): RuleDraft {
  return {
    name: input.name.trim(),
    ownSymbols: input.symbols && [...new Set(input.symbols)],
    watchlistId: input.watchlistId,
    condition,
    severity: input.severity,
    holdForMs: parseDuration(input.holdFor) ?? 0,
    hysteresis: input.hysteresis,
    cooldownMs: parseDuration(input.cooldown) ?? 0,
    expiresAt: input.expiresAt,
    enabled: input.enabled,
  };
}

function checkName(name: string): UserError[] {
  const fits = name.trim().length > 0 && name.length <= MOST_NAME && !controls.test(name);
  return fits ? [] : [invalid(`A name has 1 to ${MOST_NAME} characters, none of them a control character.`, 'name')];
}

function checkTarget(symbols: readonly string[] | null, watchlistId: string | null): UserError[] {
  if ((symbols === null) === (watchlistId === null)) return [invalid('Give either symbols or a watchlist.', 'symbols')];
  if (symbols === null) return [];
  if (symbols.length === 0) return [invalid('Give at least one symbol.', 'symbols')];
  if (symbols.length > MOST_SYMBOLS)
    return [{ ...invalid(`A rule has at most ${MOST_SYMBOLS} symbols.`, 'symbols'), code: 'LIMIT_REACHED' }];
  return symbols.flatMap((symbol, index) =>
    isSymbol(symbol) ? [] : [invalid(`${JSON.stringify(symbol.slice(0, 30))} is not a symbol.`, 'symbols', String(index))],
  );
}

function checkDuration(text: string, most: number, field: string): UserError[] {
  const ms = parseDuration(text);
  return ms !== null && ms <= most ? [] : [invalid(`At most ${most / DAY_MS} days.`, field)];
}

function checkHysteresis(hysteresis: string | null): UserError[] {
  return hysteresis?.startsWith('-') ? [invalid('Not below 0.', 'hysteresis')] : [];
}

function invalid(message: string, ...field: string[]): UserError {
  return { code: 'INVALID', message, field: ['input', ...field] };
}
