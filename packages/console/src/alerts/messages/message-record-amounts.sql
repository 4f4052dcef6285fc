-- What is at risk by an alert on errors with attributes that only their log records have, by currency.
WITH
  reached AS (
    SELECT
      '' AS key,
      trace_id AS trace
    -- include traced-records
      AND ( -- if fingerprint
          -- include record-fingerprint
        ) = {fingerprint:String}
  )
-- include at-risk
