-- Metrics with points in the range, those with most series first.
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
  count() OVER () AS names
FROM series INNER JOIN active USING (hash)
WHERE true
  AND service = {service:String} -- if service
  AND environment = {environment:String} -- if environment
  AND positionCaseInsensitiveUTF8(toString(name), {search:String}) > 0 -- if search
GROUP BY name
ORDER BY seriesCount DESC, metric
LIMIT {limit:UInt32}
