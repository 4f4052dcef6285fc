-- Metrics of a side, with their value in each of the pieces of its time: the mean of a gauge, the increase of a sum per
-- second, the mean value of a histogram. A fall of what only grows is a restart: `deltaSumTimestamp` leaves it out.
-- Pieces are `pieceMs` wide. With `mostMs`, those of sums and histograms are twice as wide as the time between two
-- points, up to `mostMs`, and somewhat wider still, so that `lengthMs` is a whole number of them: a piece with one
-- point has no increase. Of the last piece only the part before the end counts.
-- The engine computes `chosen` wherever it is named, so the points of both tables are one list that is grouped once.
-- Nothing is joined to points before they are grouped: a join changes their order, and increases need it. So `widened`
-- has the series whose pieces are wider, and by how much.
WITH
  chosen AS (
    SELECT
      hash,
      toString(any(name)) AS metric,
      toString(any(unit)) AS metricUnit,
      any(temporality) = 1 AS isDelta,
      any(type) = 2 AND any(monotonic) AS isSum,
      any(type) > 2 AS isHistogram
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
  , ( -- if mostMs
    SELECT (groupArray(hash), groupArray(wider))
    FROM (
      SELECT
        hash,
        quantileExact(0.5)(gap) OVER (PARTITION BY metric, isPaired) AS usualGap,
        least({mostMs:Int64}, toInt64(ceil(2 * usualGap))) AS wanted,
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
          WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
          UNION ALL
          SELECT
            hash,
            toUnixTimestamp64Milli(ts) AS ms
          FROM distributions
          WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')})
        WHERE hash IN (SELECT hash FROM chosen)
        GROUP BY hash) AS gaps INNER JOIN (
        SELECT
          hash,
          metric,
          isSum OR isHistogram AS isPaired
        FROM chosen) AS paired USING (hash))
    WHERE wider > 0) AS widened
SELECT
  metric,
  metricUnit,
  metricType,
  groupArray(24)(value) AS pieces
FROM (
  SELECT
    metric,
    any(metricUnit) AS metricUnit,
    multiIf(isHistogram, 'histogram', isSum, 'sum', 'gauge') AS metricType,
    multiIf(
      isHistogram, sum(if(isDelta, total, increase)) / sum(if(isDelta, values, increaseOfValues)),
      isSum,
      sum(if(isDelta, 1000 * total / least(pieceWidth, {lengthMs:Int64} - piece * pieceWidth), increase / seconds)),
      sum(total) / sum(points)) AS value
  FROM (
    SELECT
      hash,
      intDiv(
        ms - {fromMs:Int64},
        {pieceMs:Int64}
        + transform(hash, widened.1, widened.2, toInt64(0)) -- if mostMs
      ) AS piece,
      {pieceMs:Int64}
      + any(transform(hash, widened.1, widened.2, toInt64(0))) -- if mostMs
      AS pieceWidth,
      count() AS points,
      sum(amount) AS total,
      deltaSumTimestamp(amount, ms) AS increase,
      toFloat64(sum(measured)) AS values,
      toFloat64(deltaSumTimestamp(measured, ms)) AS increaseOfValues,
      (max(ms) - min(ms)) / 1000 AS seconds
    FROM (
      SELECT
        hash,
        toUnixTimestamp64Milli(ts) AS ms,
        samples.value AS amount,
        toUInt64(0) AS measured
      FROM samples FINAL
      WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
        AND NOT bitTest(flags, 0) AND isFinite(samples.value)
      UNION ALL
      SELECT
        hash,
        toUnixTimestamp64Milli(ts) AS ms,
        distributions.sum AS amount,
        distributions.count AS measured
      FROM distributions FINAL
      WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
        AND NOT bitTest(flags, 0) AND bitTest(has, 0))
    WHERE hash IN (SELECT hash FROM chosen)
    GROUP BY hash, piece) AS points INNER JOIN chosen USING (hash)
  WHERE NOT isSum OR isDelta OR seconds > 0
  GROUP BY metric, isHistogram, isSum, piece)
WHERE isFinite(value)
GROUP BY metric, metricUnit, metricType
ORDER BY metric, metricType
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
