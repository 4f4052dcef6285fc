-- Amounts of the transactions with a record in a trace of each fingerprint, each transaction once.
SELECT
  fingerprint,
  currency,
  toString(sum(amount)) AS total
FROM (
  SELECT
    f.fingerprint AS fingerprint,
    one.1 AS transaction,
    max(one.2) AS amount,
    toString(argMax(one.3, one.2)) AS currency
  FROM findings AS f FINAL
  ARRAY JOIN arrayZip(f.transaction_keys, f.transaction_amounts, f.transaction_currencies) AS one
  WHERE f.ts >= {from:DateTime64(9, 'UTC')}
    AND f.ts < {to:DateTime64(9, 'UTC')}
    AND NOT f.gone
    AND f.fingerprint IN {fingerprints:Array(String)}
  GROUP BY fingerprint, transaction)
WHERE currency != ''
GROUP BY fingerprint, currency
ORDER BY fingerprint, currency
LIMIT 5000
