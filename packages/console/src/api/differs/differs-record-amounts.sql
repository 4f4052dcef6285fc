-- The money of the transactions of the selection that meet each finding, by currency.
SELECT
  place,
  currency,
  toString(sum(amount)) AS total
FROM (
  -- include record-masks
  )
-- include met-findings
WHERE selected AND hasAmount
GROUP BY place, currency
ORDER BY place, currency
LIMIT 1000
