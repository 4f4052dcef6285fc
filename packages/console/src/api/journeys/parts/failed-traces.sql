-- The traces around the range in which a span failed.
SELECT trace_id FROM spans
WHERE status = 2
  AND start >= {from:DateTime64(9, 'UTC')} - toIntervalHour(1)
  AND start < {to:DateTime64(9, 'UTC')} + toIntervalHour(1)
