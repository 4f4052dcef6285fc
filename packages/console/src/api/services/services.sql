-- Rate, errors and durations of the services with most spans, by step, from the roll-up by minute. Entries (server,
-- consumer, root) are the service's own figures; the spans count all. Durations are counts before sampling by
-- floor(log2(ns + 1) * 4). What is before the range, from `since` on, is a row of each service with the time 0. The
-- limit is that of 500 services with 62 steps each.
SELECT
  toString(service) AS name,
  groupUniqArray(50)(toString(environment)) AS environments,
  if(
    minute < {from:DateTime64(9, 'UTC')}, 0,
    toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32})))) AS time,
  toUnixTimestamp(min(minute)) AS first,
  sum(r.spans) AS spans,
  sumIf(r.spans, entry) AS entries,
  sumIf(r.estimated, entry) AS estimatedEntries,
  sumIf(r.errors, entry) AS errors,
  sumIf(r.estimated_errors, entry) AS estimatedErrors,
  (
    -- include estimated-request-durations
  ) AS durations
FROM service_red AS r
WHERE minute >= {since:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
  AND service IN (
    -- include listed-services
  )
GROUP BY service, time
ORDER BY service, time
LIMIT 31500
