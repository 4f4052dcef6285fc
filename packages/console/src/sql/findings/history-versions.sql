-- The last versions that a service began to run in the day before the end of an hour, and ran in this hour, each with
-- the one that it had before.
SELECT
  n.tenant AS tenant,
  n.service AS service,
  n.environment AS environment,
  n.version AS version,
  argMax(o.version, o.first_seen) AS earlier,
  any(n.first_seen) AS first
FROM (
  SELECT
    toString(v.tenant) AS tenant,
    toString(v.service) AS service,
    toString(v.environment) AS environment,
    toString(v.version) AS version,
    toUnixTimestamp(min(v.first)) AS first_seen
  FROM versions AS v
  WHERE v.service != {doctor:String}
  GROUP BY tenant, service, environment, version
  HAVING first_seen >= {hour:UInt32} - 82800 AND first_seen < {hour:UInt32} + 3600
    AND max(v.last) >= toDateTime64({hour:UInt32}, 9, 'UTC')
  ORDER BY tenant, service, environment, first_seen DESC
  LIMIT 5 BY tenant, service, environment) AS n
INNER JOIN (
  SELECT
    toString(v.tenant) AS tenant,
    toString(v.service) AS service,
    toString(v.environment) AS environment,
    toString(v.version) AS version,
    toUnixTimestamp(min(v.first)) AS first_seen,
    toUnixTimestamp(max(v.last)) AS last_seen
  FROM versions AS v
  GROUP BY tenant, service, environment, version) AS o
  ON n.tenant = o.tenant AND n.service = o.service AND n.environment = o.environment
WHERE o.first_seen < n.first_seen AND o.last_seen >= n.first_seen - 86400
GROUP BY tenant, service, environment, version
ORDER BY tenant, first DESC, service, environment, version
LIMIT {each:UInt32} BY tenant
