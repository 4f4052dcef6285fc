-- Transactions that ended in the range or whose time ran out in it, by type and groups: their number, outcomes and
-- amounts, those that completed within limits, and percentiles of the durations of completed ones.
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
  toString(sumIf(amount, outcome = 'completed' AND has_amount)) AS amounts, -- when hasAmounts
  -- include alert-group-count
  count() AS entries
-- include over-transactions
WHERE outcome IN ('completed', 'failed', 'abandoned')
  -- include alert-event-where
GROUP BY ALL
ORDER BY ALL
LIMIT {most:UInt32}
