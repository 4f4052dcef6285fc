-- Metrics that a catalog marks with `detectAnomalies`, by service and minute: the mean of a gauge, the increase of a
-- sum, the mean of a distribution. Cumulative values are compared with those of the minutes before, from ten minutes
-- before the range. Without series over the budget of their tenant; a tenant has half of the places at most.
WITH
  marked AS (
    SELECT
      s.hash AS of_hash,
      toString(any(s.tenant)) AS tenant,
      toString(any(s.service)) AS service,
      toString(any(s.environment)) AS environment,
      toString(any(s.name)) AS name,
      any(s.type) AS type,
      any(s.temporality) AS temporality
    FROM series AS s
    WHERE (s.tenant, s.name) IN (
      SELECT
        d.tenant,
        d.name
      FROM definitions AS d WHERE d.kind = 'catalog.metric'
      GROUP BY d.tenant, d.name
      HAVING JSONExtractBool(argMax(d.content, d.seen), 'detectAnomalies'))
      AND s.folded = 0
    GROUP BY s.hash
    LIMIT 10000 BY tenant
    LIMIT 20000),
  points AS (
    SELECT
      hash,
      toUnixTimestamp(toStartOfMinute(ts)) AS time,
      argMax(value, ts) AS latest,
      avg(value) AS mean,
      sum(value) AS added,
      1. AS counted,
      toUnixTimestamp(argMax(start_ts, ts)) AS since
    FROM samples
    WHERE hash IN (SELECT of_hash FROM marked) AND isFinite(value) AND NOT bitTest(flags, 0)
      AND ts >= toDateTime64({from:UInt32} - 600, 9, 'UTC')
      AND ts < toDateTime64({to:UInt32}, 9, 'UTC')
    GROUP BY hash, time
    UNION ALL
    SELECT
      hash,
      toUnixTimestamp(toStartOfMinute(ts)) AS time,
      argMax(sum, ts) AS latest,
      0. AS mean,
      sum(d.sum) AS added,
      toFloat64(if(any(m.temporality) = 2, argMax(count, ts), sum(d.count))) AS counted,
      toUnixTimestamp(argMax(start_ts, ts)) AS since
    FROM distributions AS d INNER JOIN marked AS m ON d.hash = m.of_hash
    WHERE isFinite(d.sum) AND NOT bitTest(flags, 0)
      AND ts >= toDateTime64({from:UInt32} - 600, 9, 'UTC')
      AND ts < toDateTime64({to:UInt32}, 9, 'UTC')
    GROUP BY hash, time)
SELECT
  time,
  tenant,
  service,
  environment,
  name,
  1. AS volume,
  multiIf(kind = 1, avg(mean), kind = 2, sum(change), sum(change) / sum(more)) AS value
FROM (
  SELECT
    time,
    tenant,
    service,
    environment,
    name,
    type AS kind,
    mean,
    multiIf(
      temporality != 2, added,
      earlier = 0 OR since != earlier_since OR latest < before, latest,
      latest - before) AS change,
    multiIf(
      type < 3 OR temporality != 2, counted,
      earlier = 0 OR since != earlier_since OR latest < before, counted,
      counted - counted_before) AS more,
    temporality = 2 AND earlier = 0 AS is_first
  FROM (
    SELECT
      *,
      lagInFrame(time) OVER w AS earlier,
      lagInFrame(latest) OVER w AS before,
      lagInFrame(counted) OVER w AS counted_before,
      lagInFrame(since) OVER w AS earlier_since
    FROM points
    WINDOW w AS (PARTITION BY hash ORDER BY time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)) AS p
  INNER JOIN marked ON p.hash = marked.of_hash)
WHERE time >= {from:UInt32} AND (kind = 1 OR NOT is_first)
GROUP BY time, tenant, service, environment, name, kind
HAVING isFinite(value)
ORDER BY time, tenant, service, environment, name
LIMIT {limit:UInt32} BY time
