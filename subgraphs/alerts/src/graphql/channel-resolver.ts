import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { AlertsContext } from './context.ts';
import { ownKey } from './keys.ts';
import { DeliveryType, NotificationChannelType, toChannelType, toDeliveryType } from './types.ts';

@Resolver(() => DeliveryType)
export class DeliveryResolver {
  @FieldResolver(() => NotificationChannelType, { nullable: true, description: 'Null when it was deleted since.' })
  channel(@Root() delivery: DeliveryType, @Ctx() context: AlertsContext): Promise<NotificationChannelType | null> {
    return channelOfKey(delivery.channelKey, context);
  }
}

export function resolveChannel({ id }: Record<string, string>, context: AlertsContext): Promise<NotificationChannelType | null> {
  return channelOfKey(ownKey('NotificationChannel', id ?? ''), context);
}

export async function resolveDelivery({ id }: Record<string, string>, context: AlertsContext): Promise<DeliveryType | null> {
  const key = ownKey('Delivery', id ?? '');
  const delivery = key === null ? null : await context.delivery.load(key);
  return delivery && toDeliveryType(delivery);
}

async function channelOfKey(key: string | null, context: AlertsContext): Promise<NotificationChannelType | null> {
  const channel = await context.ownChannel();
  return channel && channel.id === key ? toChannelType(channel) : null;
}
