-- How many records of transactions of each type there are, in the range and in the one before it: an estimate that only
-- chooses of which types a part is counted.
SELECT
  toString(name) AS type,
  countIf(ts >= {from:DateTime64(9, 'UTC')}) AS recordsNow,
  count() - recordsNow AS recordsBefore
FROM business_events
WHERE kind = 'transaction' AND phase != 'step'
  AND ts >= {before:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND name = {type:String} -- if type
  AND environment = {environment:String} -- if environment
GROUP BY name
ORDER BY count() DESC
LIMIT 5000
