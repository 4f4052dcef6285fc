-- The operations in which the latest errors of a group occurred, by the spans that they belong to.
SELECT
  toString(service) AS serviceName,
  toString(name) AS name
FROM spans
-- include spans-in-range
  AND (trace_id, span_id) IN (
    SELECT
      trace_id,
      span_id
    FROM errors
    WHERE fingerprint = {fingerprint:String}
      AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} + INTERVAL 1 HOUR
      AND span_id != toFixedString('', 8)
    ORDER BY ts DESC
    LIMIT 200)
GROUP BY spans.service, spans.name
ORDER BY count() DESC, serviceName, name
LIMIT 20
