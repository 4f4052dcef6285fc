-- Entries of some services by ten minutes, counted with their weights.
SELECT
  tenant,
  service,
  environment,
  groupArray(time) AS times,
  groupArray(calls) AS counts
FROM (
  SELECT
    toString(r.tenant) AS tenant,
    toString(r.service) AS service,
    toString(r.environment) AS environment,
    toUnixTimestamp(toStartOfTenMinutes(minute)) AS time,
    toFloat64(sum(r.estimated)) AS calls
  FROM service_red AS r
  WHERE entry
    AND (r.tenant, r.service, r.environment) IN (
      SELECT
        key.1,
        key.2,
        key.3
      FROM (
        SELECT arrayJoin(
            arrayZip({tenants:Array(String)}, {services:Array(String)}, {environments:Array(String)})) AS key))
    AND minute >= toDateTime({hour:UInt32} - 18000, 'UTC')
    AND minute < toDateTime({hour:UInt32} + 3600, 'UTC')
  GROUP BY tenant, service, environment, time)
GROUP BY tenant, service, environment
ORDER BY tenant, service, environment
LIMIT {each:UInt32} BY tenant
