-- What is at risk by an alert on errors with attributes that only their log records have, by currency.
WITH
  reached AS (
    SELECT
      '' AS key,
      trace_id AS trace,
      -- include record-fingerprint
      AS fingerprint
    -- include traced-records
      -- include alert-error-state
  )
-- include at-risk
