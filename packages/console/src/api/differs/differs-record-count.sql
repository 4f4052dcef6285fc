-- How many transactions ended in the range, by their records: an estimate that only chooses how many are compared.
SELECT count() AS transactions
FROM business_events
WHERE kind = 'transaction' AND phase = 'ended'
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND name = {type:String} -- if type
  AND environment = {environment:String} -- if environment
LIMIT 1
