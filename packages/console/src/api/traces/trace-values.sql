-- Values of one attribute of the given traces, by their spans in the given seconds: that of the root, else of the first
-- span with a value.
-- include held-values
SELECT
  lower(hex(trace_id)) AS traceId,
  argMin(value, (parent_id != toFixedString('', 8), start, span_id)) AS text
FROM (
  SELECT
    trace_id,
    parent_id,
    start,
    span_id,
    -- include span-value
  FROM spans
  WHERE indexHint(toStartOfHour(start) IN {hours:Array(DateTime('UTC'))})
    AND indexHint(toStartOfSecond(start) IN {seconds:Array(DateTime64(0, 'UTC'))})
    AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16)))
WHERE value != ''
GROUP BY trace_id
LIMIT 500
