-- Points of gauges and sums by group and step. A stream is the points of a cumulative series with the same start, so
-- a restart begins a new stream. The first point of a stream counts whole if the stream began within the data read
-- (from ten minutes before the range, so that there is a previous point), and not at all if it began earlier. A
-- monotonic value that falls without a new start was reset, too. Each series is reduced to one row a step before
-- series are combined. FINAL merges duplicate points. `mostGroups`: the groups with most series, and how many there
-- are; without it there is one. `chosen` is computed wherever it is named, so the points are found by the series of the
-- name, and by it only if it is `narrowed` to fewer: FINAL reads all that are found.
WITH
  found AS (
    SELECT DISTINCT
      hash,
      temporality,
      monotonic,
      -- include metric-labels
    -- include metric-series
  ),
  chosen AS (
    SELECT
      max(place) OVER () AS groups, -- if mostGroups
      *
    FROM (
      SELECT
        dense_rank() OVER (ORDER BY alike DESC, labels) AS place, -- if mostGroups
        *
      FROM (
        SELECT
          count() OVER (PARTITION BY labels) AS alike, -- if mostGroups
          *
        FROM found))),
  {from:DateTime64(9, 'UTC')} - toIntervalMinute(10) AS since
SELECT
  labels,
  time,
  max(known) AS groups, -- if mostGroups
  sumOrNull(changes) AS change,
  minOrNull(smallest) AS minChange,
  maxOrNull(largest) AS mostChange,
  sum(seen) AS points,
  sum(latest) AS lastSum,
  avg(latest) AS lastMean,
  sum(total) / sum(seen) AS mean,
  min(lowest) AS least,
  max(highest) AS most,
  count() AS streams
FROM (
  SELECT
    hash,
    any(labels) AS labels,
    any(groups) AS known, -- if mostGroups
    intDiv(toUnixTimestamp64Milli(ts), {stepMs:Int64}) * {stepMs:Int64} AS time,
    sumOrNull(change) AS changes,
    minOrNull(change) AS smallest,
    maxOrNull(change) AS largest,
    count() AS seen,
    argMax(value, ts) AS latest,
    sum(value) AS total,
    min(value) AS lowest,
    max(value) AS highest
  FROM (
    SELECT
      hash,
      labels,
      groups, -- if mostGroups
      ts,
      value,
      multiIf(temporality != 2, toNullable(value),
        row_number() OVER stream = 1, if(start_ts >= since AND start_ts <= ts, value, NULL),
        monotonic AND value < lagInFrame(value) OVER stream, value,
        value - lagInFrame(value) OVER stream) AS change
    FROM samples FINAL INNER JOIN chosen USING (hash)
    WHERE hash IN (SELECT hash FROM series WHERE name = {name:String} AND type = {type:UInt8})
      AND hash IN (SELECT hash FROM chosen) -- when narrowed
      AND place <= {mostGroups:UInt32} -- if mostGroups
      AND ts >= since
      AND ts < {to:DateTime64(9, 'UTC')}
      AND NOT bitTest(flags, 0)
      AND isFinite(value)
    WINDOW stream AS (
      PARTITION BY hash, start_ts ORDER BY ts ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    ))
  WHERE ts >= {from:DateTime64(9, 'UTC')}
  GROUP BY hash, time)
GROUP BY labels, time
ORDER BY labels, time
LIMIT 200000
