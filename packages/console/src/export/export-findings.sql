-- The findings of a range, each once: what rules on findings count.
SELECT
  toString(toUnixTimestamp64Micro(ts)) AS timeUs,
  toString(kind) AS findingKind,
  fingerprint,
  trace_id AS traceId,
  toString(service) AS serviceName,
  toString(environment) AS environmentName,
  toString(version) AS serviceVersion,
  toString(operation) AS operationName,
  target,
  weight
FROM findings FINAL
WHERE ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  AND NOT gone
ORDER BY ts, trace_id, fingerprint
LIMIT 1 BY trace_id, fingerprint
