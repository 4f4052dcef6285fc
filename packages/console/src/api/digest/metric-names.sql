-- Names of metrics with points in the range, without those over the budget of the tenant.
SELECT toString(name) AS name
FROM series
WHERE NOT bitTest(folded, 1)
  AND environment = {environment:String} -- if environment
  AND hash IN (
    SELECT hash FROM samples WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    UNION DISTINCT
    SELECT hash FROM distributions WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')})
GROUP BY name
ORDER BY name
LIMIT {limit:UInt32}
