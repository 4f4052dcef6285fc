-- The amounts of completed transactions over time, by currency: how many there are, and their sum.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  toString(currency) AS code,
  count() AS entries,
  toFloat64(sum(amount)) AS total
-- include ended-transactions
WHERE outcome = 'completed' AND has_amount
GROUP BY ALL
ORDER BY ALL
LIMIT 100000
