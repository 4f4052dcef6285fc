-- Durations over time of spans that match conditions, from the spans themselves: of each step the spans, and those in
-- error, by bucket of floor(log2(ns + 1) * 4).
SELECT
  toUnixTimestamp(toStartOfInterval(time, toIntervalSecond({stepSeconds:UInt32}))) AS time,
  sumMap(map(bucket, n)) AS durations,
  sumMap(map(bucket, failed)) AS errors
FROM (
  SELECT
    toStartOfInterval(toDateTime(start, 'UTC'), toIntervalSecond({stepSeconds:UInt32})) AS time,
    toInt16(floor(log2(spans.duration + 1) * 4)) AS bucket,
    count() AS n,
    countIf(status = 2) AS failed
  FROM spans
  -- include spans-in-range
    -- include span-conditions
    -- include attribute-conditions
  GROUP BY time, bucket)
GROUP BY time
ORDER BY time
SETTINGS max_threads = 2
