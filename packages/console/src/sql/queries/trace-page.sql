-- What the list says of the traces on one page, counted from their spans: exact also where a span was delivered twice.
-- The name is that of the root, or of the first span when the root is not here. `from` and `to` enclose all spans of the page's traces.
SELECT lower(hex(trace_id)) AS traceId,
  argMin(toString(name), (parent_id != toFixedString('', 8), start, span_id)) AS rootName,
  argMin(toString(service), (parent_id != toFixedString('', 8), start, span_id)) AS rootService,
  toString(toUnixTimestamp64Nano(min(start))) AS startNs,
  toString(max(toUnixTimestamp64Nano(start) + toInt64(duration)) - toUnixTimestamp64Nano(min(start))) AS durationNs,
  uniqExact(span_id) AS spanCount, uniqExactIf(span_id, status = 2) AS errorCount,
  arraySort(groupUniqArray(100)(toString(service))) AS services
FROM spans
WHERE start >= {from:DateTime64(9, 'UTC')} AND start <= {to:DateTime64(9, 'UTC')}
  AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
GROUP BY trace_id
