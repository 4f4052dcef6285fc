-- Levels of the operations of some services by ten minutes, from a day before the first deploy to the end of an hour.
SELECT
  tenant,
  service,
  environment,
  name,
  groupArray(time) AS times,
  groupArray(calls) AS counts,
  groupArray(estimate) AS estimates,
  groupArray(level) AS levels
FROM (
  SELECT
    toString(r.tenant) AS tenant,
    toString(r.service) AS service,
    toString(r.environment) AS environment,
    toString(r.name) AS name,
    toUnixTimestamp(toStartOfTenMinutes(minute)) AS time,
    toFloat64(sum(r.spans)) AS calls,
    toFloat64(sum(r.estimated)) AS estimate,
    toFloat64(sum(arraySum((k, v) -> k * v, mapKeys(r.histogram), mapValues(r.histogram)))) / calls AS level
  FROM red AS r
  WHERE entry
    AND (r.tenant, r.service, r.environment) IN (
      SELECT
        key.1,
        key.2,
        key.3
      FROM (
        SELECT arrayJoin(
            arrayZip({tenants:Array(String)}, {services:Array(String)}, {environments:Array(String)})) AS key))
    AND minute >= toDateTime({from:UInt32}, 'UTC')
    AND minute < toDateTime({hour:UInt32} + 3600, 'UTC')
  GROUP BY tenant, service, environment, name, time)
GROUP BY tenant, service, environment, name
ORDER BY tenant, sum(estimate) DESC, service, environment, name
LIMIT {each:UInt32} BY tenant
