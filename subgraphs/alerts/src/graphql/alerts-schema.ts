import { buildFederatedSchema } from '@marketgraph/subgraph-server';
import { AlertResolver, resolveAlert } from './alert-resolver.ts';
import { DeliveryResolver, resolveChannel, resolveDelivery } from './channel-resolver.ts';
import type { AlertsContext } from './context.ts';
import { InstrumentResolver, resolveInstrument } from './instrument-resolver.ts';
import { AlertRuleResolver, resolveAlertRule } from './rule-resolver.ts';
import { AlertRuleType, AlertType, DeliveryType, InstrumentType, NotificationChannelType, UserType } from './types.ts';
import { resolveUser, UserResolver } from './user-resolver.ts';

export function buildAlertsSchema() {
  return buildFederatedSchema<AlertsContext>({
    resolvers: [AlertResolver, AlertRuleResolver, DeliveryResolver, InstrumentResolver, UserResolver],
    entities: [
      { type: InstrumentType, name: 'Instrument', resolve: resolveInstrument },
      { type: UserType, name: 'User', resolve: resolveUser },
      { type: AlertRuleType, name: 'AlertRule', resolve: resolveAlertRule },
      { type: AlertType, name: 'Alert', resolve: resolveAlert },
      { type: DeliveryType, name: 'Delivery', resolve: resolveDelivery },
      { type: NotificationChannelType, name: 'NotificationChannel', resolve: resolveChannel },
    ],
    federationImports: ['@key', '@external', '@shareable', '@provides'],
  });
}
