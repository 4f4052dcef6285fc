-- Transactions that ended in the range, by type and groups: their number, outcomes and amounts, those that completed
-- within limits, and percentiles of the durations of completed ones. FINAL merges records that came twice.
SELECT
  intDiv(toUnixTimestamp64Milli(ts) - {fromMs:Int64}, {stepMs:Int64}) AS slot,
  toString(name) AS type,
  -- include alert-event-cells
  sumForEach( -- if limits
    arrayMap(limit -> toUInt64(outcome = 'completed' AND duration_ms <= limit), {limits:Array(Float64)})) AS within,
  quantilesExactWeightedIf(0.5, 0.9, 0.95, 0.99)( -- when hasPercentiles
    duration_ms, 1, outcome = 'completed' AND isFinite(duration_ms)) AS percentiles,
  countIf(outcome = 'completed') AS completed,
  countIf(outcome = 'failed') AS failed,
  countIf(outcome = 'completed' AND isFinite(duration_ms)) AS timed,
  toString(sumIf(amount, outcome = 'completed' AND has_amount)) AS amounts,
  -- include alert-group-count
  count() AS entries
FROM business_events FINAL
WHERE kind = 'transaction'
  AND phase = 'ended'
  AND name IN {names:Array(String)}
  AND outcome IN ('completed', 'failed', 'abandoned')
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  -- include alert-event-where
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
