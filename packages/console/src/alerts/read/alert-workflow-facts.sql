-- Events of instances of a workflow, for a preview.
SELECT
  toFloat64(toUnixTimestamp64Milli(ts)) AS at,
  entity_id AS id,
  toString(state) AS stateName,
  phase = 'ended' AS ended,
  -- include alert-event-cells
  (
    1
    -- include alert-event-where
  ) AS fits
FROM business_events FINAL
WHERE kind = 'workflow'
  AND phase IN ('event', 'ended')
  AND name IN {names:Array(String)}
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
ORDER BY ts
LIMIT {most:UInt32}
