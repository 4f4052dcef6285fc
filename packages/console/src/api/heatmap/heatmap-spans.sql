-- The same of spans that fit conditions, from the spans themselves.
SELECT toUnixTimestamp(toStartOfInterval(time, toIntervalSecond({stepSeconds:UInt32}))) AS time, sumMap(map(bucket, n)) AS durations
FROM (
  SELECT toStartOfInterval(toDateTime(start, 'UTC'), toIntervalSecond({stepSeconds:UInt32})) AS time, toInt16(floor(log2(spans.duration + 1) * 4)) AS bucket, count() AS n
  FROM spans
  WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')})
    AND start >= {from:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
    AND ({all:UInt8} = 1 OR kind IN (2, 5) OR parent_id = toFixedString('', 8))
    -- include span-conditions
    -- include attribute-conditions
  GROUP BY time, bucket)
GROUP BY time
ORDER BY time
SETTINGS max_threads = 2
