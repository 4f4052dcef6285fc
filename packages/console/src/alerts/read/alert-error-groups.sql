-- Groups of errors that occurred in the range: how many of them are new, and how many came back after a quiet time.
-- What was before is looked up in all errors that are stored, of any service.
WITH
  hits AS (
    SELECT
      serviceName,
      errorType,
      -- include alert-cell-names
      fingerprint,
      count() AS records
    FROM ( -- when ofErrors
        -- include alert-errors-once
      )
    FROM ( -- when ofRecords
        -- include alert-error-records
      )
    GROUP BY ALL),
  seen AS (
    SELECT
      fingerprint,
      maxIf(toUnixTimestamp64Milli(ts), ts < {from:DateTime64(9, 'UTC')}) AS before,
      minIf(toUnixTimestamp64Milli(ts), ts >= {from:DateTime64(9, 'UTC')}) AS first
    FROM errors
    WHERE fingerprint IN (SELECT fingerprint FROM hits) AND ts < {to:DateTime64(9, 'UTC')}
    GROUP BY fingerprint)
SELECT
  0 AS slot,
  serviceName,
  errorType,
  -- include alert-cell-names
  countIf(before = 0) AS fresh,
  countIf(before > 0 AND first - before >= {quietMs:Int64}) AS back,
  -- include alert-group-count
  sum(records) AS entries
FROM hits INNER JOIN seen USING (fingerprint)
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
