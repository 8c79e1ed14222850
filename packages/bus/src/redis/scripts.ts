import { createHash } from 'node:crypto';
import { reasonOf } from '@marketgraph/service';
import type { RedisClient } from './redis-link.ts';

export interface Script {
  readonly text: string;
  readonly sha: string;
}

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Runs a script by its digest, and by its text where the server does not know it yet or has forgotten it. */
export async function runScript(client: RedisClient, { text, sha }: Script, keys: string[], values: string[]): Promise<unknown> {
  const options = { keys, arguments: values };
  try {
    return await client.evalSha(sha, options);
  } catch (error) {
    if (!reasonOf(error).startsWith('NOSCRIPT')) throw error;
    return client.eval(text, options);
  }
}

/**
 * Step, positions, entries and wake-up in one: no reader sees a part of it, and all see the same order.
 * KEYS meta, heads, feeds, streams; ARGV epoch, channel, feed ('' for none), '1' if a position is expected, expected,
 * next, then partition, type, time and body of each entry.
 */
export const appendScript = script(`
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return redis.error_reply('EPOCH The log has begun anew.') end
local feed = ARGV[3]
if feed ~= '' then
  local current = redis.call('HGET', KEYS[3], feed)
  local expected = ARGV[4] == '1' and ARGV[5]
  if current ~= expected then return {0, current} end
  redis.call('HSET', KEYS[3], feed, ARGV[6])
end
for i = 7, #ARGV, 4 do
  local position = redis.call('HINCRBY', KEYS[2], ARGV[i], 1)
  redis.call('XADD', KEYS[4 + tonumber(ARGV[i])], string.format('%.0f-0', position), 'type', ARGV[i + 1], 'at', ARGV[i + 2], 'body', ARGV[i + 3])
end
if #ARGV > 6 then redis.call('PUBLISH', ARGV[2], '') end
return {1, feed ~= '' and ARGV[6] or false}
`);

/**
 * The log's identity, made when it is missing, and made anew when positions that were read are no longer there:
 * a server that lost its newest entries would give their positions to others, unnoticed by readers behind them.
 * KEYS meta, heads; ARGV fresh epoch, partitions, known epoch, then the known head of each partition.
 */
export const adoptScript = script(`
local epoch = redis.call('HGET', KEYS[1], 'epoch')
local lost = not epoch
if epoch == ARGV[3] then
  for i = 4, #ARGV do
    local head = redis.call('HGET', KEYS[2], tostring(i - 4))
    if tonumber(head or '0') < tonumber(ARGV[i]) then lost = true end
  end
end
if lost then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
  redis.call('HSETNX', KEYS[1], 'partitions', ARGV[2])
  epoch = ARGV[1]
end
return {epoch, redis.call('HGET', KEYS[1], 'partitions')}
`);

/** KEYS members, leases; ARGV consumer, life in ms. Counts the living; answers -1 when one of the leases is not ours any more. */
export const aliveScript = script(`
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
for i = 2, #KEYS do
  if redis.call('GET', KEYS[i]) ~= ARGV[1] then return -1 end
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
return redis.call('ZCARD', KEYS[1])
`);

/** KEYS lease; ARGV consumer. */
export const releaseScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

/** Both or neither. KEYS stream, dead letters; ARGV group, id, reason, body, partition, type. */
export const buryScript = script(`
redis.call('XADD', KEYS[2], '*', 'group', ARGV[1], 'partition', ARGV[5], 'id', ARGV[2], 'reason', ARGV[3], 'body', ARGV[4], 'type', ARGV[6])
return redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
`);

/**
 * Letters to the end of the log, in the order given; what another has replayed meanwhile is gone, and nothing of it is done twice.
 * KEYS dead letters, heads, streams; ARGV channel, group, time, then the letters' ids.
 */
export const replayScript = script(`
local replayed = 0
for i = 4, #ARGV do
  local found = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])[1]
  local letter = {}
  for n = 1, found and #found[2] or 0, 2 do letter[found[2][n]] = found[2][n + 1] end
  if letter['group'] == ARGV[2] then
    local position = redis.call('HINCRBY', KEYS[2], letter['partition'], 1)
    redis.call('XADD', KEYS[3 + tonumber(letter['partition'])], string.format('%.0f-0', position),
      'type', letter['type'] or '', 'at', ARGV[3], 'body', letter['body'], 'for', ARGV[2])
    redis.call('XDEL', KEYS[1], ARGV[i])
    replayed = replayed + 1
  end
end
redis.call('PUBLISH', ARGV[1], '')
return replayed
`);

/** KEYS stream, trimmed; ARGV partition, last position to drop. */
export const trimScript = script(`
local bound = tonumber(ARGV[2])
if bound <= tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0') then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f-0', bound + 1))
`);
