-- Figures of traces for the list, counted from their spans in the given minutes or seconds: exact even if spans were
-- delivered twice. The name is that of the root, or of the first span if the root is missing. The other columns show
-- whether the trace is complete (trace-summaries.ts). The times choose what is read and are not compared for each
-- span, which would cost more than the rest.
SELECT
  lower(hex(trace_id)) AS traceId,
  argMin((name, service), (parent_id != toFixedString('', 8), start, span_id)) AS root,
  toUnixTimestamp64Nano(min(start)) AS startNs,
  toUnixTimestamp64Nano(max(start + toIntervalNanosecond(duration))) AS endNs,
  uniqExact(span_id) AS spanCount,
  uniqExactIf(span_id, status = 2) AS errorCount,
  groupUniqArray(100)(service) AS services,
  countIf(parent_id = toFixedString('', 8)) AS roots,
  toUnixTimestamp64Nano(maxIf(start + toIntervalNanosecond(duration), parent_id = toFixedString('', 8))) AS rootEndNs,
  countIf(kind = 4) AS sent,
  countIf(kind = 5) AS taken
FROM spans
WHERE indexHint(toStartOfHour(start) IN {hours:Array(DateTime('UTC'))})
  AND indexHint(toStartOfMinute(start) IN {minutes:Array(DateTime('UTC'))}) -- if minutes
  AND indexHint(toStartOfSecond(start) IN {seconds:Array(DateTime64(0, 'UTC'))}) -- if seconds
  AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
GROUP BY trace_id
SETTINGS max_threads = 2
