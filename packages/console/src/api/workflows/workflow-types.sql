-- Workflows that were heard of in the range, by type, from all their records up to the range's end: how many, how many have ended, how many
-- are stuck (open and silent for longer than their type allows), how many events they had, how far these lay apart, how long it took to an
-- end. An event after the end opens an instance again. A record that came twice counts once.
WITH (SELECT mapFromArrays(groupArray(type), groupArray(timeout)) FROM (
  SELECT toString(name) AS type, argMax(timeout_ms, seen) AS timeout FROM definitions WHERE kind = 'workflow' GROUP BY name)) AS timeouts
SELECT type, count() AS instances, countIf(isOver) AS ended, countIf(NOT isOver AND timeouts[type] > 0 AND lastSeen + toIntervalMillisecond(timeouts[type]) < {now:DateTime64(9, 'UTC')}) AS stuck,
  sum(eventCount) AS events, sumIf(spreadMs, eventCount > 1) AS spread, sumIf(eventCount - 1, eventCount > 1) AS intervals,
  quantilesExactInclusiveIf(0.5, 0.95)(tookMs, isOver) AS quantiles
FROM (
  SELECT toString(name) AS type, entity_id AS id, max(ts) AS lastSeen, argMax(phase = 'ended', (ts, phase = 'ended', uid)) AS isOver, uniqExactIf(uid, phase = 'event') AS eventCount,
    (toUnixTimestamp64Nano(maxIf(ts, phase = 'event')) - toUnixTimestamp64Nano(minIf(ts, phase = 'event'))) / 1000000 AS spreadMs, (toUnixTimestamp64Nano(max(ts)) - toUnixTimestamp64Nano(min(ts))) / 1000000 AS tookMs
  FROM business_events
  WHERE kind = 'workflow' AND ts < {to:DateTime64(9, 'UTC')} AND (name, entity_id) IN (
    SELECT name, entity_id FROM business_events WHERE kind = 'workflow' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      AND ({type:String} = '' OR name = {type:String}) AND ({environment:String} = '' OR environment = {environment:String}))
  GROUP BY type, id)
GROUP BY type
ORDER BY instances DESC, type
LIMIT 200
