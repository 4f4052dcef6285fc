-- What is at risk by an alert on errors, by currency.
WITH
  reached AS (
    SELECT
      '' AS key,
      trace_id AS trace
    -- include alert-error-conditions
      AND trace_id != toFixedString('', 16)
      -- include alert-error-state
  )
-- include at-risk
