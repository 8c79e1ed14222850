import type { NodeType } from '@marketgraph/vocabulary';
import { GraphQLError } from 'graphql';
import type { DataSource, DataSourceRequest } from '../queries/data-source.ts';
import type { GatewayContext } from '../queries/gateway-context.ts';

/** Who can say whether a node exists. Feeds are known to the platform itself. */
const owners: Record<Exclude<NodeType, 'Feed'>, string> = {
  Instrument: 'market',
  Trade: 'market',
  Article: 'news-sentiment',
  Signal: 'news-sentiment',
  AlertRule: 'alerts',
  Alert: 'alerts',
  Delivery: 'alerts',
  NotificationChannel: 'alerts',
  Silence: 'alerts',
  User: 'accounts',
  Watchlist: 'accounts',
  ApiKey: 'accounts',
};

const query = (selected: string) => `query($representations:[_Any!]!){_entities(representations:$representations){__typename${selected}}}`;
const EXISTS = query('');
/** One that was renamed has another id by now. */
const EXISTS_AS = query(' ... on Instrument{id}');

/** Asks a node's owner under which id it knows it; null: there is none. Where the owner is away the answer is its error. */
export function findNodeId(find: (subgraph: string) => DataSource | undefined) {
  return async (type: NodeType, id: string, context: GatewayContext): Promise<string | null> => {
    const source = type === 'Feed' ? undefined : find(owners[type]);
    if (!source) return null;
    const request = { query: type === 'Instrument' ? EXISTS_AS : EXISTS, variables: { representations: [{ __typename: type, id }] } };
    const answer = await source.process({ request, context } as unknown as DataSourceRequest);
    const fault = answer.errors?.[0];
    if (fault) throw new GraphQLError(fault.message, { extensions: { ...fault.extensions } });
    const found: { id?: string } | null = answer.data?.['_entities']?.[0] ?? null;
    return found && (found.id ?? id);
  };
}
