-- Means of declared gauges and histograms by service and version: in ten minutes at the end of the range, and in the
-- hour before it. The latest point of a cumulative histogram has all values since its process began.
SELECT
  toString(known.name) AS name,
  toString(known.service) AS service,
  resource.version AS version,
  isNow,
  sum(points.total) / sum(points.n) AS typical
FROM (
  SELECT DISTINCT
    hash,
    name,
    service,
    resource_hash
  FROM series
  WHERE series.name IN {names:Array(String)}) AS known
INNER JOIN (
  SELECT
    hash,
    ts >= {newest:DateTime64(9, 'UTC')} AS isNow,
    sum(value) AS total,
    toFloat64(count()) AS n
  FROM samples
  WHERE hash IN (SELECT hash FROM series WHERE series.name IN {names:Array(String)} AND type = 1)
    AND isFinite(value)
    AND (ts >= {newest:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      OR ts >= {from:DateTime64(9, 'UTC')} - INTERVAL 1 HOUR AND ts < {from:DateTime64(9, 'UTC')})
  GROUP BY hash, isNow
  UNION ALL
  SELECT
    hash,
    isNow,
    if(isCumulative, latestSum, allSums) AS total,
    toFloat64(if(isCumulative, latestCount, allCounts)) AS n
  FROM (
    SELECT
      hash,
      ts >= {newest:DateTime64(9, 'UTC')} AS isNow,
      argMax(d.sum, ts) AS latestSum,
      argMax(d.count, ts) AS latestCount,
      sum(d.sum) AS allSums,
      sum(d.count) AS allCounts
    FROM distributions AS d
    WHERE hash IN (SELECT hash FROM series WHERE series.name IN {names:Array(String)} AND type IN (3, 4))
      AND isFinite(d.sum)
      AND (ts >= {newest:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
        OR ts >= {from:DateTime64(9, 'UTC')} - INTERVAL 1 HOUR AND ts < {from:DateTime64(9, 'UTC')})
    GROUP BY hash, isNow) AS sums
  INNER JOIN (
    SELECT
      hash,
      any(temporality) = 2 AS isCumulative
    FROM series
    WHERE series.name IN {names:Array(String)}
    GROUP BY hash) AS kinds USING (hash)
) AS points USING (hash)
LEFT JOIN (
  SELECT
    hash AS resource_hash,
    any(toString(service_version)) AS version
  FROM resources
  GROUP BY hash) AS resource USING (resource_hash)
GROUP BY name, service, version, isNow
HAVING sum(points.n) > 0
ORDER BY name, service, version, isNow
LIMIT 5000
