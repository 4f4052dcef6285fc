-- Open instances at the end of the range, by type, state and time without a record; `buckets` are the lower bounds of
-- these times in ms. Stuck: without a record for longer than the type's timeout.
-- include workflow-timeouts
SELECT
  type,
  toString(lastState) AS state,
  roundDown(toInt64(silentMs), {buckets:Array(Int64)}) AS bucket,
  count() AS open,
  countIf(timeouts[type] > 0 AND silentMs > timeouts[type]) AS stuck,
  max(silentMs) AS oldestMs,
  argMax(id, silentMs) AS oldest
FROM (
  SELECT
    cityHash64(name, entity_id) AS instance,
    toString(any(name)) AS type,
    any(entity_id) AS id,
    argMaxIf(state, toUnixTimestamp64Nano(ts) * 2 + (phase = 'ended'), state != '') AS lastState,
    max(toUnixTimestamp64Nano(ts) * 2 + (phase = 'ended')) AS lastKey,
    (toUnixTimestamp64Nano({until:DateTime64(9, 'UTC')}) - intDiv(lastKey, 2)) / 1000000 AS silentMs
  -- include workflow-known
  GROUP BY instance
  HAVING lastKey % 2 = 0)
GROUP BY type, state, bucket
ORDER BY type, state, bucket
LIMIT 10000
