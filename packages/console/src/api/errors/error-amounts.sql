-- What is at risk by each group of errors.
WITH
  reached AS (
    SELECT
      fingerprint AS key,
      trace_id AS trace
    FROM errors
    -- include error-conditions
      AND fingerprint IN {fingerprints:Array(String)}
      AND trace_id != toFixedString('', 16))
-- include at-risk
