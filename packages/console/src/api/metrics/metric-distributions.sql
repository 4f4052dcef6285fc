-- Histograms (of both kinds) and summaries by group and step, as buckets. A stream is the points of a cumulative
-- series with the same start. The last point of each step counts: it is added in its step and subtracted in the next
-- step of the stream, which leaves the change within the step. The first point of a stream is added only if the
-- stream began within the data read. After a reset (the count falls) nothing is subtracted. Exponential buckets are
-- converted to the coarsest scale among the points. `cells` are (kind, low, high, n): kind 0 a bucket from low to
-- high, 1 the count, 2 the sum, 3 a quantile (low) of a summary and its value. FINAL merges duplicate points.
-- `mostGroups`: the groups with most measurements in the range, and how many there are; without it there is one. What
-- was measured is counted without FINAL: duplicates only weigh a group. `chosen` is computed wherever it is named.
-- `narrowed`: to fewer than all series of the name, so that the points of the others are not read.
WITH
  found AS (
    SELECT DISTINCT
      hash,
      temporality,
      -- include metric-labels
    -- include metric-series
  ),
  chosen AS (
    SELECT
      max(place) OVER () AS groups, -- if mostGroups
      *
    FROM (
      SELECT
        dense_rank() OVER (ORDER BY weight DESC, labels) AS place, -- if mostGroups
        *
      FROM (
        SELECT
          sum(if(temporality = 1, measured, gained)) OVER (PARTITION BY labels) AS weight, -- if mostGroups
          *
        FROM found
        INNER JOIN ( -- if mostGroups
            SELECT
              hash,
              sum(counted) AS measured,
              sum(grown) AS gained
            FROM (
              SELECT
                hash,
                toFloat64(sum(count)) AS counted,
                toFloat64(max(count) - min(count)) AS grown
              FROM distributions
              WHERE hash IN (SELECT hash FROM series WHERE name = {name:String} AND type = {type:UInt8})
                AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND NOT bitTest(flags, 0)
              GROUP BY hash, start_ts)
            GROUP BY hash) AS amounts USING (hash)
      ))),
  {from:DateTime64(9, 'UTC')} - toIntervalMinute(10) AS since,
  (
    SELECT min(scale)
    FROM distributions
    WHERE hash IN (SELECT hash FROM found) AND ts >= since AND ts < {to:DateTime64(9, 'UTC')}) AS scales
SELECT
  labels,
  time,
  max(known) AS groups, -- if mostGroups
  groupArray((kind, low, high, n)) AS cells,
  min(least) AS least,
  max(most) AS most
FROM (
  SELECT
    labels,
    time,
    any(groups) AS known, -- if mostGroups
    cell.1 AS kind,
    cell.2 AS low,
    cell.3 AS high,
    if(kind = 3, avgIf(cell.4, sign > 0), sum(cell.4 * sign)) AS n,
    minIf(min, isDelta AND bitTest(has, 1)) AS least0,
    maxIf(max, isDelta AND bitTest(has, 2)) AS most0,
    if(countIf(isDelta AND bitTest(has, 1)) = 0, NULL, least0) AS least,
    if(countIf(isDelta AND bitTest(has, 2)) = 0, NULL, most0) AS most
  FROM (
    SELECT
      labels,
      groups, -- if mostGroups
      isDelta,
      has,
      min,
      max,
      cells,
      effect.1 AS time,
      effect.2 AS sign
    FROM (
      SELECT
        labels,
        groups, -- if mostGroups
        temporality = 1 AS isDelta,
        has,
        min,
        max,
        arrayConcat(
          [(1, toFloat64(0), toFloat64(0), toFloat64(count))],
          if(bitTest(has, 0), [(2, toFloat64(0), toFloat64(0), sum)], []),
          if(
            {type:UInt8} = 3,
            arrayMap(
              (n, at) -> (0, if(at = 1, -inf, bounds[at - 1]), if(at > length(bounds), inf, bounds[at]), toFloat64(n)),
              counts, arrayEnumerate(counts)),
            []),
          if(
            {type:UInt8} = 4,
            arrayConcat(
              if(zero_count > 0, [(0, -zero_threshold, zero_threshold, toFloat64(zero_count))], []),
              arrayMap(
                (n, at) -> (
                  0,
                  exp2((floor((positive_offset + at - 1) / exp2(scale - scales)) + 0) / exp2(scales)),
                  exp2((floor((positive_offset + at - 1) / exp2(scale - scales)) + 1) / exp2(scales)),
                  toFloat64(n)),
                positive_counts,
                arrayEnumerate(positive_counts)),
              arrayMap(
                (n, at) -> (
                  0,
                  -exp2((floor((negative_offset + at - 1) / exp2(scale - scales)) + 1) / exp2(scales)),
                  -exp2((floor((negative_offset + at - 1) / exp2(scale - scales)) + 0) / exp2(scales)),
                  toFloat64(n)),
                negative_counts,
                arrayEnumerate(negative_counts))),
            []),
          if(
            {type:UInt8} = 5,
            arrayMap((quantile, value) -> (3, quantile, toFloat64(0), value), bounds, quantile_values), [])) AS cells,
        arrayConcat(
          if(isDelta OR nth > 1 OR (start_ts >= since AND start_ts <= ts), [(step, 1)], []),
          if(NOT isDelta AND nth < points AND nextCount >= count, [(nextStep, -1)], [])) AS effects
      FROM (
        SELECT
          *,
          row_number() OVER stream AS nth,
          count() OVER (PARTITION BY hash, start_ts) AS points,
          leadInFrame(step) OVER stream AS nextStep,
          leadInFrame(count) OVER stream AS nextCount
        FROM (
          SELECT
            *,
            intDiv(toUnixTimestamp64Milli(ts), {stepMs:Int64}) * {stepMs:Int64} AS step
          FROM distributions FINAL INNER JOIN chosen USING (hash)
          WHERE hash IN (SELECT hash FROM series WHERE name = {name:String} AND type = {type:UInt8})
            AND hash IN (SELECT hash FROM found) -- when narrowed
            AND place <= {mostGroups:UInt32} -- if mostGroups
            AND ts >= since AND ts < {to:DateTime64(9, 'UTC')} AND NOT bitTest(flags, 0)
          ORDER BY ts DESC
          LIMIT 1 BY hash, start_ts, if(temporality = 1, toUnixTimestamp64Nano(ts), step))
        WINDOW stream AS (PARTITION BY hash, start_ts ORDER BY ts ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)))
    ARRAY JOIN effects AS effect)
  ARRAY JOIN cells AS cell
  WHERE time >= toUnixTimestamp64Milli({from:DateTime64(9, 'UTC')})
  GROUP BY labels, time, kind, low, high
  HAVING kind = 3 OR n != 0)
GROUP BY labels, time
ORDER BY labels, time
LIMIT 50000
