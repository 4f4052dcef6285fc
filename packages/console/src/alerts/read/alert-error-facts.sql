-- Errors by step, groups and fingerprint, for a preview; each with the last occurrence before the range, 0 for none.
WITH hits AS (
  SELECT
    slot,
    -- include alert-cell-names
    fingerprint,
    toFloat64(min(at)) AS first,
    toFloat64(max(at)) AS last,
    count() AS entries
  FROM ( -- when ofErrors
      -- include alert-errors-once
    )
  FROM ( -- when ofRecords
      -- include alert-error-records
    )
  GROUP BY ALL)
SELECT
  slot,
  -- include alert-cell-names
  fingerprint,
  before,
  first,
  last,
  entries
FROM hits LEFT JOIN (
  SELECT
    fingerprint,
    toFloat64(toUnixTimestamp64Milli(max(ts))) AS before
  FROM errors
  WHERE ts < {from:DateTime64(9, 'UTC')} AND fingerprint IN (SELECT fingerprint FROM hits)
  GROUP BY fingerprint) AS earlier
USING (fingerprint)
LIMIT {most:UInt32}
