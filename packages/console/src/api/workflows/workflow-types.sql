-- Workflows with a record in the range, by type, from all their records up to the end of the range: instances, ended,
-- stuck (open and without a record for longer than the type's timeout), events, time between events, time to the end.
-- An event after the end reopens an instance. Duplicate records count once.
WITH (SELECT mapFromArrays(groupArray(type), groupArray(timeout)) FROM (
  SELECT
    toString(name) AS type,
    argMax(timeout_ms, seen) AS timeout
  FROM definitions WHERE kind = 'workflow' GROUP BY name)) AS timeouts
SELECT
  type,
  count() AS instances,
  countIf(isOver) AS ended,
  countIf(
    NOT isOver AND timeouts[type] > 0 AND lastSeen + toIntervalMillisecond(timeouts[type]) < {now:DateTime64(9, 'UTC')}
  ) AS stuck,
  sum(eventCount) AS events,
  sumIf(spreadMs, eventCount > 1) AS spread,
  sumIf(eventCount - 1, eventCount > 1) AS intervals,
  quantilesExactInclusiveIf(0.5, 0.95)(tookMs, isOver) AS quantiles
FROM (
  SELECT
    toString(name) AS type,
    entity_id AS id,
    max(ts) AS lastSeen,
    argMax(phase = 'ended', (ts, phase = 'ended', uid)) AS isOver,
    uniqExactIf(uid, phase = 'event') AS eventCount,
    (
      toUnixTimestamp64Nano(maxIf(ts, phase = 'event')) - toUnixTimestamp64Nano(minIf(ts, phase = 'event'))
    ) / 1000000 AS spreadMs,
    (toUnixTimestamp64Nano(max(ts)) - toUnixTimestamp64Nano(min(ts))) / 1000000 AS tookMs
  FROM business_events
  WHERE kind = 'workflow' AND ts < {to:DateTime64(9, 'UTC')} AND (name, entity_id) IN (
    SELECT
      name,
      entity_id
    -- include workflow-records
    )
  GROUP BY type, id)
GROUP BY type
ORDER BY instances DESC, type
LIMIT 200
