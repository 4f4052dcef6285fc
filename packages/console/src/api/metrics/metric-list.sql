-- Metrics with points in the range, those with most series first. `folds`: those over the budget of the tenant are one
-- row, the first. `total` is the number of rows without the limit.
WITH active AS (
  SELECT
    hash,
    max(ts) AS last
  FROM (
    SELECT
      hash,
      ts
    FROM samples WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    UNION ALL
    SELECT
      hash,
      ts
    FROM distributions WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')})
  GROUP BY hash)
SELECT
  -- include metric-columns
  toString(toUnixTimestamp64Nano(max(last))) AS lastNs,
  count() OVER () AS total
FROM (
  SELECT
    s.* REPLACE (if(
      false
      OR bitTest(folded, 1) -- when folds
      , '_OTHER', name) AS name),
    last
  FROM series AS s INNER JOIN active USING (hash)
  WHERE true
    AND service = {service:String} -- if service
    AND environment = {environment:String} -- if environment
    AND positionCaseInsensitiveUTF8(toString(s.name), {search:String}) > 0 -- if search
) AS series
GROUP BY name
ORDER BY name = '_OTHER' DESC, seriesCount DESC, name
LIMIT 2001
