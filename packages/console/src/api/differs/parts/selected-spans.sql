-- Whether a span is of the selection. It is a column rather than a condition: for an OR over conditions with a subquery
-- (`key!=value`) the engine loses a column (NOT_FOUND_COLUMN_IN_BLOCK).
(true
  AND start >= {selectFrom:DateTime64(9, 'UTC')} -- if selectFrom
  AND start < {selectTo:DateTime64(9, 'UTC')} -- if selectTo
  AND (trace_id, span_id) IN ( -- if fingerprint
    SELECT
      trace_id,
      span_id
    FROM errors
    WHERE fingerprint = {fingerprint:String}
      AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} + INTERVAL 1 HOUR)
  -- include span-conditions as select
  -- include attribute-conditions as select
) AS selected
