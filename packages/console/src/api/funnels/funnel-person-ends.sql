-- The last failure, abandonment or error of each of `people` in the range, and their last error.
WITH
-- include matching-records
, -- when filtered
ended AS (
  -- include ended-records
)
SELECT
  toString(person) AS personHash,
  reason,
  toString(givenNs) AS endedNs,
  lastError.1 AS errorType,
  lastError.2 AS fingerprint,
  lastError.3 AS text,
  toString(errorNs) AS failedNs
FROM (
  -- include given-reasons
)
LIMIT 10000
