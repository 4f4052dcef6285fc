-- The last events before `to` of the instances of workflows that are open then, for a preview. They are found in the
-- roll-up by instance and day; `since` bounds how far back.
WITH
  quiet AS (
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
-- include alert-workflow-last-records
LIMIT {most:UInt32}
