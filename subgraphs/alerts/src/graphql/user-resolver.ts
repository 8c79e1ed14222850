import { encodeId } from '@marketgraph/vocabulary';
import { Ctx, Directive, FieldResolver, Query, Resolver } from 'type-graphql';
import type { AlertsContext } from './context.ts';
import { AlertRuleType, NotificationChannelType, toAlertRuleType, toChannelType, UserType } from './types.ts';

/** A `User` here is always the viewer: nobody else can be referred to. */
@Resolver(() => UserType)
export class UserResolver {
  @Directive('@shareable')
  @Query(() => UserType, { nullable: true, description: 'Null when anonymous.' })
  viewer(@Ctx() { viewer }: AlertsContext): UserType | null {
    return viewer && { id: encodeId('User', viewer.id) };
  }

  @FieldResolver(() => [AlertRuleType], { nullable: true })
  async alertRules(@Ctx() context: AlertsContext): Promise<AlertRuleType[]> {
    return (await context.ownRules()).map(toAlertRuleType);
  }

  @FieldResolver(() => [NotificationChannelType], { nullable: true })
  async channels(@Ctx() context: AlertsContext): Promise<NotificationChannelType[]> {
    const channel = await context.ownChannel();
    return channel ? [toChannelType(channel)] : [];
  }
}

export function resolveUser({ id }: Record<string, string>, { viewer }: AlertsContext): UserType | null {
  return viewer && id === encodeId('User', viewer.id) ? { id } : null;
}
