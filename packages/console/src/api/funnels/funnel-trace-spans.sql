-- How long each operation took in the traces `dropped` and `continued`: the median of its longest span in each trace.
SELECT
  toString(service) AS serviceName,
  toString(name) AS operation,
  quantileExactIf(0.499999999)(longest, isDropped) / 1000000 AS droppedMs,
  quantileExactIf(0.499999999)(longest, NOT isDropped) / 1000000 AS continuedMs,
  countIf(isDropped) AS inDropped,
  countIf(NOT isDropped) AS inContinued
FROM (
  SELECT
    service,
    name,
    trace_id,
    trace_id IN (SELECT toFixedString(unhex(arrayJoin({dropped:Array(String)})), 16)) AS isDropped,
    max(duration) AS longest
  FROM spans
  WHERE indexHint(toStartOfHour(start) IN {hours:Array(DateTime('UTC'))})
    AND indexHint(toStartOfMinute(start) IN {minutes:Array(DateTime('UTC'))})
    AND trace_id IN (
      SELECT toFixedString(unhex(arrayJoin(arrayConcat({dropped:Array(String)}, {continued:Array(String)}))), 16))
  GROUP BY service, name, trace_id)
GROUP BY service, name
ORDER BY droppedMs - continuedMs DESC, serviceName, operation
LIMIT 500
