-- The instances of one page, from all their records up to the end of the range: an instance may be older than the
-- range. An event after the end reopens it.
SELECT
  toString(name) AS type,
  entity_id AS id,
  argMaxIf(toString(state), (ts, phase = 'ended', uid), state != '') AS lastState,
  argMax(phase = 'ended', (ts, phase = 'ended', uid)) AS ended,
  uniqExactIf(uid, phase = 'event') AS events,
  argMinIf(if(state != '', toString(state), toString(step)), (ts, uid), phase = 'event') AS firstState,
  toString(toUnixTimestamp64Nano(min(ts))) AS startNs,
  toString(toUnixTimestamp64Nano(max(ts))) AS lastNs,
  (
    toUnixTimestamp64Nano(maxIf(ts, phase = 'event')) - toUnixTimestamp64Nano(minIf(ts, phase = 'event'))
  ) / 1000000 AS spreadMs
FROM business_events
WHERE kind = 'workflow'
  AND ts < {to:DateTime64(9, 'UTC')}
  AND name IN {types:Array(String)}
  AND entity_id IN {ids:Array(String)}
GROUP BY type, id
