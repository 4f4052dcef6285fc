-- The entry spans of the services with most of them in a period.
SELECT
  toString(service) AS name,
  sum(r.spans) AS entries,
  sum(r.estimated) AS estimatedEntries,
  sum(r.errors) AS errors,
  sum(r.estimated_errors) AS estimatedErrors,
  (
    -- include estimated-durations
  ) AS durations
FROM service_red AS r
WHERE entry AND length(service) <= 1000 AND minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
GROUP BY service
ORDER BY entries DESC, service
LIMIT {limit:UInt32}
