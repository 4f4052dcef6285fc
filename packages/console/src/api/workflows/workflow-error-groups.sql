-- The error groups of the spans `spanIds`, where their errors were captured as log records.
SELECT
  lower(hex(span_id)) AS spanId,
  argMax(fingerprint, ts) AS fingerprint
FROM errors
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} + INTERVAL 1 HOUR
  AND lower(hex(span_id)) IN {spanIds:Array(String)}
GROUP BY spanId
