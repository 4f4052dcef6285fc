-- Names of client spans whose level in an hour is above that of the seven days before, with the level of each of these
-- hours. A level is the mean of the buckets of durations, 4 · log2(ns). Of each tenant those that lose most: calls,
-- counted with their weights, times the rise. Of each hour the first `minutes` count: those of a running hour that are
-- over.
WITH
  risen AS (
    SELECT
      r.tenant,
      r.service,
      r.environment,
      r.name,
      sumIf(r.spans, minute >= toDateTime({hour:UInt32}, 'UTC')) AS spans_now,
      sumIf(r.spans, minute < toDateTime({hour:UInt32}, 'UTC')) AS spans_before,
      sumIf(r.estimated, minute >= toDateTime({hour:UInt32}, 'UTC')) AS calls_now,
      sumIf(
        arraySum((k, v) -> k * v, mapKeys(r.histogram), mapValues(r.histogram)),
        minute >= toDateTime({hour:UInt32}, 'UTC')) / spans_now AS level_now,
      sumIf(
        arraySum((k, v) -> k * v, mapKeys(r.histogram), mapValues(r.histogram)),
        minute < toDateTime({hour:UInt32}, 'UTC')) / spans_before AS level_before
    FROM red AS r
    WHERE kind = 3
      AND toMinute(minute) < {minutes:UInt8}
      AND minute >= toDateTime({hour:UInt32} - 604800, 'UTC')
      AND minute < toDateTime({hour:UInt32} + 3600, 'UTC')
      AND r.service != {doctor:String}
    GROUP BY r.tenant, r.service, r.environment, r.name
    HAVING spans_now >= 30
      AND spans_before >= 300
      AND level_now - level_before >= 1.5
    ORDER BY r.tenant, calls_now * (exp2(level_now / 4) - exp2(level_before / 4)) DESC, r.service, r.environment, r.name
    LIMIT {each:UInt32} BY r.tenant)
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
    toUnixTimestamp(toStartOfHour(minute)) AS time,
    toFloat64(sum(r.spans)) AS calls,
    toFloat64(sum(r.estimated)) AS estimate,
    toFloat64(sum(arraySum((k, v) -> k * v, mapKeys(r.histogram), mapValues(r.histogram)))) / calls AS level
  FROM red AS r
  WHERE kind = 3
    AND toMinute(minute) < {minutes:UInt8}
    AND minute >= toDateTime({hour:UInt32} - 604800, 'UTC')
    AND minute < toDateTime({hour:UInt32} + 3600, 'UTC')
    AND (r.tenant, r.service, r.environment, r.name) IN (
      SELECT
        tenant,
        service,
        environment,
        name
      FROM risen)
  GROUP BY tenant, service, environment, name, time)
GROUP BY tenant, service, environment, name
ORDER BY tenant, service, environment, name
LIMIT {each:UInt32} BY tenant
