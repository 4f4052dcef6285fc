-- The records of transactions of one type in the range that have the attributes of the transaction.
FROM business_events
WHERE kind = 'transaction' AND name = {type:String} AND phase != 'step'
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
