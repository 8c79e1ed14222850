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

const QUERY = 'query($representations:[_Any!]!){_entities(representations:$representations){__typename}}';

/** Asks a node's owner for it. Where the owner is away the answer is its error, never "there is none". */
export function nodeExistence(find: (subgraph: string) => DataSource | undefined) {
  return async (type: NodeType, id: string, context: GatewayContext): Promise<boolean> => {
    const source = type === 'Feed' ? undefined : find(owners[type]);
    if (!source) return false;
    const request = { query: QUERY, variables: { representations: [{ __typename: type, id }] } };
    const answer = await source.process({ request, context } as unknown as DataSourceRequest);
    const fault = answer.errors?.[0];
    if (fault) throw new GraphQLError(fault.message, { extensions: { ...fault.extensions } });
    return Boolean(answer.data?.['_entities']?.[0]);
  };
}
