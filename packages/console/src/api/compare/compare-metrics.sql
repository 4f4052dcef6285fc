-- Metrics of a side, with their value in each of the pieces of its time: the mean of a gauge, the increase of a sum per
-- second, the mean value of a histogram. A fall of what only grows is a restart: `deltaSumTimestamp` leaves it out.
-- Pieces are `pieceMs` wide. With `mostMs`, those of sums and histograms are twice as wide as the time between two
-- points, up to `mostMs`, and somewhat wider still, so that `lengthMs` is a whole number of them: a piece with one
-- point has no increase. Of the last piece only the part before the end counts.
WITH
  chosen AS (
    SELECT
      hash,
      toString(any(name)) AS metric,
      toString(any(unit)) AS metricUnit,
      any(temporality) = 1 AS isDelta,
      any(type) = 2 AND any(monotonic) AS isSum,
      isSum OR any(type) > 2 AS isPaired
    FROM series LEFT JOIN (
      SELECT
        hash AS resource_hash,
        any(attributes) AS ofResource
      FROM resources GROUP BY hash) AS origins USING (resource_hash)
    WHERE service != {doctor:String}
      AND service = {service:String} -- if service
      AND environment = {environment:String} -- if environment
      AND {value:String} = if( -- if by
        mapContains(series.attributes, {by:String}), series.attributes[{by:String}], ofResource[{by:String}])
    GROUP BY hash)
  , widths AS ( -- if mostMs
    SELECT
      hash,
      wider
    FROM chosen INNER JOIN (
      SELECT
        metric,
        isPaired,
        least({mostMs:Int64}, toInt64(ceil(2 * quantileExact(0.5)(gap)))) AS wanted,
        if(
          isPaired AND wanted > {pieceMs:Int64},
          toInt64(ceil({lengthMs:Int64} / intDiv({lengthMs:Int64}, wanted))) - {pieceMs:Int64},
          0) AS wider
      FROM (
        SELECT
          hash,
          (max(ms) - min(ms)) / greatest(1, uniqExact(ms) - 1) AS gap
        FROM (
          SELECT
            hash,
            toUnixTimestamp64Milli(ts) AS ms
          FROM samples
          WHERE hash IN (SELECT hash FROM chosen)
            AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
          UNION ALL
          SELECT
            hash,
            toUnixTimestamp64Milli(ts) AS ms
          FROM distributions
          WHERE hash IN (SELECT hash FROM chosen)
            AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')})
        GROUP BY hash) AS gaps INNER JOIN chosen USING (hash)
      GROUP BY metric, isPaired) AS ofMetrics USING (metric, isPaired))
SELECT
  metric,
  metricUnit,
  metricType,
  groupArray(24)(value) AS pieces
FROM (
  SELECT
    metric,
    any(metricUnit) AS metricUnit,
    if(isSum, 'sum', 'gauge') AS metricType,
    if(
      metricType = 'sum',
      sum(if(isDelta, 1000 * total / least(pieceWidth, {lengthMs:Int64} - piece * pieceWidth), increase / seconds)),
      sum(total) / sum(points)) AS value
  FROM (
    SELECT
      hash,
      intDiv(
        toUnixTimestamp64Milli(ts) - {fromMs:Int64},
        {pieceMs:Int64}
        + wider -- if mostMs
      ) AS piece,
      {pieceMs:Int64}
      + any(wider) -- if mostMs
      AS pieceWidth,
      count() AS points,
      sum(samples.value) AS total,
      deltaSumTimestamp(samples.value, toUnixTimestamp64Milli(ts)) AS increase,
      (toUnixTimestamp64Milli(max(ts)) - toUnixTimestamp64Milli(min(ts))) / 1000 AS seconds
    FROM samples FINAL
    INNER JOIN widths USING (hash) -- if mostMs
    WHERE hash IN (SELECT hash FROM chosen)
      AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      AND NOT bitTest(flags, 0) AND isFinite(samples.value)
    GROUP BY hash, piece) AS points INNER JOIN chosen USING (hash)
  WHERE NOT isSum OR isDelta OR seconds > 0
  GROUP BY metric, isSum, piece
  UNION ALL
  SELECT
    metric,
    any(metricUnit) AS metricUnit,
    'histogram' AS metricType,
    sum(if(isDelta, total, increase)) / sum(if(isDelta, values, increaseOfValues)) AS value
  FROM (
    SELECT
      hash,
      intDiv(
        toUnixTimestamp64Milli(ts) - {fromMs:Int64},
        {pieceMs:Int64}
        + wider -- if mostMs
      ) AS piece,
      sum(distributions.sum) AS total,
      toFloat64(sum(distributions.count)) AS values,
      deltaSumTimestamp(distributions.sum, toUnixTimestamp64Milli(ts)) AS increase,
      toFloat64(deltaSumTimestamp(distributions.count, toUnixTimestamp64Milli(ts))) AS increaseOfValues
    FROM distributions FINAL
    INNER JOIN widths USING (hash) -- if mostMs
    WHERE hash IN (SELECT hash FROM chosen)
      AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      AND NOT bitTest(flags, 0) AND bitTest(has, 0)
    GROUP BY hash, piece) AS points INNER JOIN chosen USING (hash)
  GROUP BY metric, piece
  HAVING sum(if(isDelta, values, increaseOfValues)) > 0)
WHERE isFinite(value)
GROUP BY metric, metricUnit, metricType
ORDER BY metric, metricType
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
