-- Instances of workflows whose last record before `to` is older than a time and no end, by type, state and groups of
-- that record. The last record is found in the roll-up by instance and day; `since` bounds how far back.
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
      AND bitTest(toUInt64(bitShiftRight(last, 128)), 63) = 0
      AND intDiv(toInt64(bitShiftRight(last, 192)), 1000000) <= {toMs:Int64} - {longerMs:Int64})
SELECT
  0 AS slot,
  type,
  stateName,
  -- include alert-cell-names
  -- include alert-group-count
  count() AS entries
FROM (
  SELECT
    toString(name) AS type,
    if({byState:Bool}, toString(state), '') AS stateName,
    entity_id,
    -- include alert-event-cells
    (
      phase != 'ended'
      -- include alert-event-where
    ) AS counts
  -- include alert-workflow-last-records
)
WHERE counts
  AND stateName IN {states:Array(String)} -- if states
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
