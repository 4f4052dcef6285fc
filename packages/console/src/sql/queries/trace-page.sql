-- What the list says of traces, counted from their spans: exact also where a span was delivered twice. Read are the given minutes;
-- a trace is whole in them when its root is there and has ended, and when no more messages were sent than taken.
-- The name is that of the root, or of the first span when the root is not here.
SELECT lower(hex(trace_id)) AS traceId,
  argMin(toString(name), (parent_id != toFixedString('', 8), start, span_id)) AS rootName,
  argMin(toString(service), (parent_id != toFixedString('', 8), start, span_id)) AS rootService,
  toString(toUnixTimestamp64Nano(min(start))) AS startNs,
  toString(max(toUnixTimestamp64Nano(start) + toInt64(duration)) - toUnixTimestamp64Nano(min(start))) AS durationNs,
  uniqExact(span_id) AS spanCount, uniqExactIf(span_id, status = 2) AS errorCount,
  arraySort(groupUniqArray(100)(toString(service))) AS services,
  countIf(parent_id = toFixedString('', 8)) > 0 AND countIf(kind = 4) <= countIf(kind = 5)
    AND has({minutes:Array(DateTime('UTC'))}, toDateTime(toStartOfMinute(maxIf(start + toIntervalNanosecond(duration), parent_id = toFixedString('', 8))), 'UTC')) AS whole
FROM spans
WHERE toStartOfMinute(start) IN {minutes:Array(DateTime('UTC'))} AND toStartOfHour(start) IN {hours:Array(DateTime('UTC'))}
  AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
GROUP BY trace_id
