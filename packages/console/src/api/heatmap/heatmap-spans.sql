-- Durations over time of spans that match conditions, from the spans themselves.
SELECT
  toUnixTimestamp(toStartOfInterval(time, toIntervalSecond({stepSeconds:UInt32}))) AS time,
  sumMap(map(bucket, n)) AS durations
FROM (
  SELECT
    toStartOfInterval(toDateTime(start, 'UTC'), toIntervalSecond({stepSeconds:UInt32})) AS time,
    toInt16(floor(log2(spans.duration + 1) * 4)) AS bucket,
    count() AS n
  FROM spans
  -- include spans-in-range
    AND (kind IN (2, 5) OR parent_id = toFixedString('', 8)) = {entry:Bool} -- if entry
    -- include span-conditions
    -- include attribute-conditions
  GROUP BY time, bucket)
GROUP BY time
ORDER BY time
SETTINGS max_threads = 2
