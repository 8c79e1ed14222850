// Generated from ../documents by `npm run documents -w web`. Do not edit.
import type { AlertMetric, AlertState, AssetClass, Comparison, Freshness, Role, SentimentLabel, Severity, SignalAction } from './schema-types.ts';

export type QuoteParts = {
  price: string;
  change: string | null;
  changePercent: number | null;
  volume: string;
  asOf: string;
  source: string;
  freshness: Freshness;
};

export type InstrumentRow = {
  id: string;
  symbol: string;
  name: string;
  assetClass: AssetClass;
  currency: string;
  tickSize: string;
  exchange: {
    code: string;
    open: boolean;
  } | null;
  quote: {
    price: string;
    change: string | null;
    changePercent: number | null;
    volume: string;
    asOf: string;
    source: string;
    freshness: Freshness;
  } | null;
  sentiment: {
    score: number;
    articleCount: number;
  } | null;
  signal: {
    id: string;
    action: SignalAction;
    score: number;
  } | null;
};

export type ArticleParts = {
  id: string;
  headline: string;
  summary: string | null;
  url: string;
  publisher: string;
  publishedAt: string;
  duplicateCount: number;
  freshness: Freshness;
  sentiment: {
    score: number;
    label: SentimentLabel;
    confidence: number;
    model: string;
    evidence: Array<string>;
  } | null;
  mentions: Array<{
    symbol: string;
    relevance: number;
    sentiment: {
      score: number;
      label: SentimentLabel;
      confidence: number;
    } | null;
  }>;
};

export type SignalParts = {
  id: string;
  symbol: string;
  action: SignalAction;
  score: number;
  confidence: number;
  algorithm: string;
  issuedAt: string;
  previousAction: SignalAction | null;
  evidence: Array<{
    name: string;
    value: number;
    weight: number;
    contribution: number;
    explanation: string;
  }>;
};

export type AlertRuleParts = {
  id: string;
  name: string;
  symbols: Array<string>;
  summary: string;
  severity: Severity;
  cooldown: string;
  enabled: boolean;
  createdAt: string;
  condition: {
    compare: {
      metric: AlertMetric;
      comparison: Comparison;
      threshold: string;
      window: string | null;
    } | null;
  };
  states: Array<{
    symbol: string;
    state: AlertState;
    since: string;
    value: string | null;
  }>;
};

export type AlertParts = {
  id: string;
  symbol: string;
  severity: Severity;
  message: string;
  value: string;
  triggeredAt: string;
  resolvedAt: string | null;
  acknowledgedAt: string | null;
  rule: {
    id: string;
    name: string;
  } | null;
};

export type WatchlistParts = {
  id: string;
  name: string;
  symbols: Array<string>;
  createdAt: string;
};

export type SessionParts = {
  accessToken: string;
  expiresAt: string;
  refreshToken: string;
  user: {
    id: string;
    email: string;
    displayName: string;
    role: Role;
  };
};

export type UserErrorParts = {
  code: string;
  message: string;
  field: Array<string> | null;
};

export type PageParts = {
  hasNextPage: boolean;
  endCursor: string | null;
};
