-- Occurrences of errors by groups, before sampling, and how many of them are stored.
SELECT
  slot,
  serviceName,
  errorType,
  -- include alert-cell-names
  -- include alert-group-count
  sum(weight) AS occurrences,
  count() AS entries
FROM ( -- when ofErrors
    -- include alert-errors-once
  )
FROM ( -- when ofRecords
    -- include alert-error-records
  )
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
