-- In how many of the traces `dropped` and `continued` each error occurred, in the hours of these traces.
SELECT
  fingerprint,
  toString(any(type)) AS errorType,
  any(message) AS text,
  toString(any(service)) AS serviceName,
  uniqExactIf(trace_id, isDropped) AS inDropped,
  uniqExactIf(trace_id, NOT isDropped) AS inContinued
FROM (
  SELECT
    *,
    trace_id IN (SELECT toFixedString(unhex(arrayJoin({dropped:Array(String)})), 16)) AS isDropped
  FROM errors
  WHERE toStartOfHour(ts) IN {hours:Array(DateTime('UTC'))}
    AND (isDropped
      OR trace_id IN (SELECT toFixedString(unhex(arrayJoin({continued:Array(String)})), 16))))
GROUP BY fingerprint
HAVING inDropped > 0
ORDER BY inDropped DESC, inContinued, fingerprint
LIMIT 100
