-- Occurrences of errors by groups.
SELECT
  slot,
  serviceName,
  errorType,
  -- include alert-cell-names
  -- include alert-group-count
  count() AS entries
FROM (
  -- include alert-error-records
)
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
