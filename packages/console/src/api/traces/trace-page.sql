-- What the list says of traces, counted from their spans in the given minutes or seconds: exact also where a span was delivered twice.
-- The name is that of the root, or of the first span when the root is not here. What is left tells whether all of a trace is
-- (trace-summaries.ts). The times choose what is read and are not compared span by span: that would cost more than the rest.
SELECT lower(hex(trace_id)) AS traceId, argMin((name, service), (parent_id != toFixedString('', 8), start, span_id)) AS root,
  toUnixTimestamp64Nano(min(start)) AS startNs, toUnixTimestamp64Nano(max(start + toIntervalNanosecond(duration))) AS endNs,
  uniqExact(span_id) AS spanCount, uniqExactIf(span_id, status = 2) AS errorCount, groupUniqArray(100)(service) AS services,
  countIf(parent_id = toFixedString('', 8)) AS roots, toUnixTimestamp64Nano(maxIf(start + toIntervalNanosecond(duration), parent_id = toFixedString('', 8))) AS rootEndNs,
  countIf(kind = 4) AS sent, countIf(kind = 5) AS taken
FROM spans
WHERE indexHint(toStartOfHour(start) IN {hours:Array(DateTime('UTC'))})
  AND indexHint(toStartOfMinute(start) IN {minutes:Array(DateTime('UTC'))}) -- if minutes
  AND indexHint(toStartOfSecond(start) IN {seconds:Array(DateTime64(0, 'UTC'))}) -- if seconds
  AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
GROUP BY trace_id
SETTINGS max_threads = 2
