-- How many transactions were over in the range, as the pages count them: each once, by its ends or because its time ran
-- out. It chooses how many are compared: exact for few, and of little memory for many.
SELECT uniqCombined64(which) AS transactions
FROM (
  SELECT cityHash64(name, entity_id) AS which
  FROM business_events
  WHERE kind = 'transaction' AND phase = 'ended'
    AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND name = {type:String} -- if type
    AND environment = {environment:String} -- if environment
  UNION ALL
  SELECT cityHash64(name, entity_id) AS which
  -- include timed-out-transactions
  WHERE ts < {to:DateTime64(9, 'UTC')})
LIMIT 1
