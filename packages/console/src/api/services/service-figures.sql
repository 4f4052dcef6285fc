-- The entry spans of each service, or of one, in a period.
SELECT
  toString(service) AS name,
  toString(environment) AS environment,
  sum(r.spans) AS entries,
  sum(r.estimated) AS estimatedEntries,
  sum(r.errors) AS errors,
  sumMap(histogram) AS durations
FROM service_red AS r
WHERE entry AND minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
GROUP BY service, environment
ORDER BY service, environment
LIMIT 20000
