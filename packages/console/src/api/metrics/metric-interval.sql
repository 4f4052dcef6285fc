-- The interval between points of a series of one metric, in ms: a narrower step would show gaps.
SELECT quantileExact(0.5)(gap) AS ms
FROM (
  SELECT (max(ns) - min(ns)) / (uniqExact(ns) - 1) / 1000000 AS gap FROM (
    SELECT
      hash,
      toUnixTimestamp64Nano(ts) AS ns
    FROM samples
    WHERE hash IN (SELECT hash FROM series WHERE name = {name:String})
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}
    UNION ALL
    SELECT
      hash,
      toUnixTimestamp64Nano(ts) AS ns
    FROM distributions
    WHERE hash IN (SELECT hash FROM series WHERE name = {name:String})
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')})
  GROUP BY hash
  HAVING uniqExact(ns) > 1)
