-- Durations of requests by step, groups and class: the upper bits of the duration as a double. For
-- percentiles of many windows. Spans count as often as their weights say, in 1,024ths: whole numbers, which add up.
SELECT
  slot,
  -- include alert-cell-names
  groupArray(class) AS classes,
  groupArray(entries) AS counts
FROM (
  SELECT
    intDiv(toUnixTimestamp64Milli(start) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
    -- include alert-cells
    toUInt32(bitShiftRight(reinterpretAsUInt64(toFloat64(duration)), {shift:UInt8})) AS class,
    toFloat64(sum(toUInt64(round(least(weight, 1e9) * 1024)))) AS entries
  FROM spans
  -- include spans-in-range
    AND entry
    AND service IN {services:Array(String)} -- if services
    AND name IN {names:Array(String)} -- if names
    -- include alert-where
  GROUP BY ALL)
GROUP BY ALL
LIMIT {most:UInt32}
