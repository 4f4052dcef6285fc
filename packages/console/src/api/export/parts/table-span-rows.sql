-- Spans of the range with their resources, each once.
FROM spans AS s ANY LEFT JOIN resources AS r ON r.tenant = s.tenant AND r.hash = s.resource_hash
WHERE s.start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND s.start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
LIMIT 1 BY s.trace_id, s.span_id
