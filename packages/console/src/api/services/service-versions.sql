-- The versions of each service that ran in the range, the newest first.
SELECT
  toString(service) AS name,
  toString(environment) AS environment,
  toString(version) AS version,
  toString(toUnixTimestamp64Nano(min(first))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(last))) AS lastNs
FROM versions
WHERE length(version) <= 1000
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
GROUP BY service, environment, version
HAVING max(last) >= {from:DateTime64(9, 'UTC')} AND min(first) < {to:DateTime64(9, 'UTC')}
ORDER BY min(first) DESC
LIMIT 10000
