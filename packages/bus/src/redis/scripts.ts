import { createHash } from 'node:crypto';
import { reasonOf } from '@marketgraph/service';
import type { RedisClient } from './redis-link.ts';

/** Places of lives before these are answered as of another epoch. */
const LIVES_KEPT = 64;

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
 * Step, positions, entries and wake-up in one: no reader sees a part of it, and all see the same order. The step is written last: a
 * server that executes half of it when it loads a damaged file has entries without their step, which come again, and never the reverse.
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
end
for i = 7, #ARGV, 4 do
  local position = redis.call('HINCRBY', KEYS[2], ARGV[i], 1)
  redis.call('XADD', KEYS[4 + tonumber(ARGV[i])], string.format('%.0f-0', position), 'type', ARGV[i + 1], 'at', ARGV[i + 2], 'body', ARGV[i + 3])
end
if feed ~= '' then redis.call('HSET', KEYS[3], feed, ARGV[6]) end
if #ARGV > 6 then redis.call('PUBLISH', ARGV[2], '') end
return {1, feed ~= '' and ARGV[6] or false}
`);

/**
 * Run on every connect before anything else: the log's identity, made when it is missing, and the life of the server, noted with the
 * heads that it begins with. What an earlier life had beyond those heads is lost, and its positions are given to others: a process
 * that had read so far has the identity made anew, however much was appended meanwhile. Lives of a log that was emptied are not of this one:
 * a life's name is the beginning of the log's origin and of the server's run. A life whose record was lost with its newest entries is
 * noted again by any process that knew it; what that process does not know of came later.
 * KEYS meta, heads, lives; ARGV fresh epoch, partitions, known epoch, the lives known to the process, then the known head of each partition.
 */
export const adoptScript = script(`
local epoch = redis.call('HGET', KEYS[1], 'epoch')
local lost = not epoch
if lost then redis.call('DEL', KEYS[1], KEYS[3]) end
redis.call('HSETNX', KEYS[1], 'origin', ARGV[1])
redis.call('HSETNX', KEYS[1], 'partitions', ARGV[2])
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local life = string.sub(redis.call('HGET', KEYS[1], 'origin'), 1, 4) .. string.sub(run, 1, 8)
local heads = {}
for i = 1, tonumber(ARGV[2]) do heads[i] = redis.call('HGET', KEYS[2], tostring(i - 1)) or '0' end
local lives, known = {}, {}
for one in string.gmatch(ARGV[4], '[^;]+') do
  if string.sub(one, 1, 4) == string.sub(life, 1, 4) then
    known[string.sub(one, 1, 12)] = true
    table.insert(lives, one)
  end
end
for _, one in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
  if not known[string.sub(one, 1, 12)] then table.insert(lives, one) end
end
if #lives == 0 or string.sub(lives[#lives], 1, 12) ~= life then table.insert(lives, life .. ':' .. table.concat(heads, ',')) end
if epoch == ARGV[3] then
  for _, one in ipairs(lives) do
    local partition = 0
    for head in string.gmatch(known[string.sub(one, 1, 12)] and '' or string.sub(one, 14), '%d+') do
      if tonumber(head) < tonumber(ARGV[5 + partition] or '0') then lost = true end
      partition = partition + 1
    end
  end
  for i = 5, #ARGV do
    if tonumber(heads[i - 4]) < tonumber(ARGV[i]) then lost = true end
  end
end
if lost then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
redis.call('DEL', KEYS[3])
redis.call('RPUSH', KEYS[3], unpack(lives, math.max(1, #lives - ${LIVES_KEPT - 1}), #lives))
return {epoch, redis.call('HGET', KEYS[1], 'partitions'), life, redis.call('LRANGE', KEYS[3], 0, -1)}
`);

/**
 * KEYS members, leases; ARGV consumer, life in ms. Counts the living, and those of them whose names come before ours; answers nothing when
 * one of the leases is not ours any more.
 */
export const aliveScript = script(`
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
for i = 2, #KEYS do
  if redis.call('GET', KEYS[i]) ~= ARGV[1] then return false end
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
local living = redis.call('ZRANGE', KEYS[1], 0, -1)
local before = 0
for _, one in ipairs(living) do
  if one < ARGV[1] then before = before + 1 end
end
return {#living, before}
`);

/** KEYS lease; ARGV consumer. */
export const releaseScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

/** A consumer that stood still for longer than its lease lasts must neither read on nor acknowledge: the partition is another's. */
const FENCE = `
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return redis.error_reply('FENCED The partition has gone to another consumer.') end`;

/**
 * Acknowledges what was handled and reads on. KEYS stream, lease; ARGV group, consumer, from ('0': own pending entries, '>': new ones,
 * '': none), how many, then the ids to acknowledge.
 */
export const advanceScript = script(`${FENCE}
for first = 5, #ARGV, 1000 do
  redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, first, math.min(first + 999, #ARGV)))
end
if ARGV[3] == '' then return false end
local read = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', ARGV[4], 'STREAMS', KEYS[1], ARGV[3])
return read and read[1][2]
`);

/** Both or neither. KEYS stream, lease, dead letters; ARGV group, consumer, id, reason, body, partition, type. */
export const buryScript = script(`${FENCE}
redis.call('XADD', KEYS[3], '*', 'group', ARGV[1], 'partition', ARGV[6], 'id', ARGV[3], 'reason', ARGV[4], 'body', ARGV[5], 'type', ARGV[7])
return redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
`);

/** Forgets a group, unless a consumer of it is alive after all. KEYS groups, members, streams; ARGV group, unused since. */
export const retireScript = script(`
if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or ARGV[2]) >= tonumber(ARGV[2]) then return 0 end
for i = 3, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('XGROUP', 'DESTROY', KEYS[i], ARGV[1]) end
end
redis.call('DEL', KEYS[2])
return redis.call('HDEL', KEYS[1], ARGV[1])
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
