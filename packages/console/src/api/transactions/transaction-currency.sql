-- The currency that most transactions of one type have.
SELECT toString(currency) AS currency
-- include transaction-records
  AND has_amount
GROUP BY currency
ORDER BY count() DESC, currency
LIMIT 1
