-- The last events before `to` of the instances of workflows that are open then, for a preview. They are found in the
-- roll-up by instance and day; `since` bounds how far back.
WITH
  open AS (
    SELECT
      type,
      id,
      fromUnixTimestamp64Nano(toInt64(bitShiftRight(last, 192)), 'UTC') AS lastTime
    FROM (
      -- include alert-workflow-last
    )
    WHERE last > 0
      AND bitTest(toUInt64(bitShiftRight(last, 128)), 63) = 0)
SELECT
  toFloat64(toUnixTimestamp64Milli(ts)) AS at,
  entity_id AS id,
  toString(state) AS stateName,
  false AS ended,
  -- include alert-event-cells
  (
    1
    -- include alert-event-where
  ) AS fits
FROM business_events
WHERE kind = 'workflow'
  AND phase IN ('event', 'ended')
  AND name IN {names:Array(String)}
  AND toStartOfHour(ts) IN (SELECT toStartOfHour(lastTime) FROM open)
  AND (name, entity_id, ts) IN (
    SELECT
      type,
      id,
      lastTime
    FROM open)
ORDER BY phase = 'ended' DESC, uid DESC
LIMIT 1 BY name, entity_id
LIMIT {most:UInt32}
