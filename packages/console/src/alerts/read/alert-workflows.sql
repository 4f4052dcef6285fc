-- Events of workflows in the range, by type, state and groups. FINAL merges records that came twice.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  toString(name) AS type,
  if({byState:Bool}, toString(state), '') AS stateName,
  -- include alert-event-cells
  -- include alert-group-count
  count() AS entries
FROM business_events FINAL
WHERE kind = 'workflow'
  AND phase IN ('event', 'ended')
  AND name IN {names:Array(String)}
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND state IN {states:Array(String)} -- if states
  -- include alert-event-where
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
