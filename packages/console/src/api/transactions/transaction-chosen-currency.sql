-- The currency that most completed transactions have that meet the conditions of the request and ended in the range.
-- include transaction-timeouts
SELECT currency
FROM (
  -- include transaction-values
)
WHERE outcome = 'completed' AND hasAmount
GROUP BY currency
ORDER BY count() DESC, currency
LIMIT 1
