-- The amounts of completed transactions of one type over time, by currency: how many there are, and their sum. FINAL
-- merges records that came twice.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  toString(currency) AS code,
  count() AS entries,
  toFloat64(sum(amount)) AS total
FROM business_events FINAL
WHERE kind = 'transaction' AND phase = 'ended' AND name = {type:String}
  AND outcome = 'completed' AND has_amount
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
GROUP BY ALL
ORDER BY ALL
LIMIT 100000
