-- Instances that started, ended, and became stuck, over time: for each type and step of the range. Only instances that
-- are still stuck at its end count as stuck.
-- include workflow-timeouts
SELECT
  type,
  intDiv(moment.2, {stepMs:Int64} * 1000000) * {stepMs:Int64} AS bucket,
  countIf(moment.1 = 'started') AS started,
  countIf(moment.1 = 'ended') AS ended,
  countIf(moment.1 = 'stuck') AS stuck
FROM (
  SELECT
    cityHash64(name, entity_id) AS instance,
    toString(any(name)) AS type,
    min(toUnixTimestamp64Nano(ts)) AS began,
    max(toUnixTimestamp64Nano(ts) * 2 + (phase = 'ended')) AS lastKey,
    intDiv(lastKey, 2) AS last,
    arrayConcat([('started', began)], multiIf(
      lastKey % 2 = 1, [('ended', last)],
      timeouts[type] > 0, [('stuck', last + toInt64(timeouts[type] * 1000000))], [])) AS moments
  -- include workflow-known
  GROUP BY instance)
ARRAY JOIN moments AS moment
WHERE moment.2 >= toUnixTimestamp64Nano({start:DateTime64(9, 'UTC')})
  AND moment.2 < toUnixTimestamp64Nano({until:DateTime64(9, 'UTC')})
GROUP BY type, bucket
ORDER BY type, bucket
LIMIT 20000
