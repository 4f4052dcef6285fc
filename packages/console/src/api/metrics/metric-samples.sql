-- Points of gauges and sums by group and step. A cumulative series is a stream of points for each start it had, so a restart begins a
-- new stream; the first point of a stream counts whole when the stream began within what is read (from ten minutes before the range,
-- to have a predecessor), and not at all when its beginning is older. A monotonic value that falls without a new start was reset, too.
-- Each series becomes one row a step before series are put together. Points that came twice are merged by FINAL.
WITH chosen AS (
  SELECT DISTINCT hash, temporality, monotonic, arrayMap(key -> multiIf(key = 'service.name', toString(service), mapContains(series.attributes, key), series.attributes[key], resource_attributes[key]), {groupBy:Array(String)}) AS labels
  FROM series LEFT JOIN (SELECT hash AS resource_hash, any(attributes) AS resource_attributes FROM resources GROUP BY hash) AS origins USING (resource_hash)
  WHERE name = {name:String} AND type = {type:UInt8} AND ({environment:String} = '' OR environment = {environment:String})
    AND arrayAll((key, operator, value, low, high) -> multiIf(
      operator = '=', (key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key)) AND multiIf(key = 'service.name', toString(service), mapContains(series.attributes, key), series.attributes[key], resource_attributes[key]) = value,
      operator = '!=', NOT ((key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key)) AND multiIf(key = 'service.name', toString(service), mapContains(series.attributes, key), series.attributes[key], resource_attributes[key]) = value),
      operator = 'exists', key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key),
      operator = '!exists', NOT (key = 'service.name' OR mapContains(series.attributes, key) OR mapContains(resource_attributes, key)),
      ifNull(toFloat64OrNull(multiIf(key = 'service.name', toString(service), mapContains(series.attributes, key), series.attributes[key], resource_attributes[key])), nan) BETWEEN low AND high),
      {keys:Array(String)}, {operators:Array(String)}, {values:Array(String)}, {lows:Array(Float64)}, {highs:Array(Float64)})),
  {from:DateTime64(9, 'UTC')} - toIntervalMinute(10) AS since
SELECT labels, time, any((SELECT uniqExact(labels) FROM chosen)) AS groups,
  sumOrNull(changes) AS change, minOrNull(smallest) AS leastChange, maxOrNull(largest) AS mostChange, sum(seen) AS points,
  sum(latest) AS lastSum, avg(latest) AS lastMean, sum(total) / sum(seen) AS mean, min(lowest) AS least, max(highest) AS most
FROM (
  SELECT hash, any(chosen.labels) AS labels, intDiv(toUnixTimestamp64Milli(ts), {stepMs:Int64}) * {stepMs:Int64} AS time,
    sumOrNull(change) AS changes, minOrNull(change) AS smallest, maxOrNull(change) AS largest, count() AS seen,
    argMax(value, ts) AS latest, sum(value) AS total, min(value) AS lowest, max(value) AS highest
  FROM (
    SELECT hash, ts, value,
      multiIf(temporality != 2, toNullable(value),
        row_number() OVER stream = 1, if(start_ts >= since AND start_ts <= ts, value, NULL),
        monotonic AND value < lagInFrame(value) OVER stream, value,
        value - lagInFrame(value) OVER stream) AS change
    FROM samples FINAL INNER JOIN chosen USING (hash)
    WHERE hash IN (SELECT hash FROM chosen) AND ts >= since AND ts < {to:DateTime64(9, 'UTC')} AND NOT bitTest(flags, 0) AND isFinite(value)
    WINDOW stream AS (PARTITION BY hash, start_ts ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)) AS points INNER JOIN chosen USING (hash)
  WHERE ts >= {from:DateTime64(9, 'UTC')}
  GROUP BY hash, time)
GROUP BY labels, time
ORDER BY labels, time
LIMIT 200000
