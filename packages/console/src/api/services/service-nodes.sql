-- The entry spans of each service in the whole range, for the nodes of the service graph: the services with most spans,
-- entries or not, without the doctor's. A longer name is over every budget of names.
SELECT
  toString(service) AS name,
  toUnixTimestamp(min(minute)) AS first,
  sumIf(r.spans, entry) AS entries,
  sumIf(r.estimated, entry) AS estimatedEntries,
  sumIf(r.errors, entry) AS errors,
  sumIf(r.estimated_errors, entry) AS estimatedErrors,
  (
    -- include estimated-request-durations
  ) AS durations
FROM service_red AS r
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND service != {doctor:String} AND length(service) <= 1000
  AND environment = {environment:String} -- if environment
GROUP BY service
ORDER BY sum(r.spans) DESC, service
LIMIT 2001
