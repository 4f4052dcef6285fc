-- Durations of completed transactions by step, groups and class: the upper bits of the duration as a double. For
-- percentiles of many windows.
SELECT
  slot,
  -- include alert-cell-names
  groupArray(class) AS classes,
  groupArray(entries) AS counts
FROM (
  SELECT
    intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
    -- include alert-event-cells
    toUInt32(bitShiftRight(reinterpretAsUInt64(duration_ms), {shift:UInt8})) AS class,
    toUInt32(count()) AS entries
  -- include ended-transactions
  WHERE outcome = 'completed'
    AND isFinite(duration_ms)
    AND duration_ms >= 0
    -- include alert-event-where
  GROUP BY ALL)
GROUP BY ALL
LIMIT {most:UInt32}
