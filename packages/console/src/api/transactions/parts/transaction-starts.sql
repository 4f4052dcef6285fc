-- Starts of transactions between `since` and the end of the range. A transaction may have two: its record, and the one
-- that its duration says. A duration that cannot be one says nothing: then it began at the latest when it ended.
SELECT
  name,
  entity_id,
  if(
    phase = 'ended' AND duration_ms >= 0 AND duration_ms <= 691200000,
    ts - toIntervalNanosecond(toInt64(duration_ms * 1000000)), ts) AS began
FROM business_events
WHERE kind = 'transaction' AND (phase = 'started' OR phase = 'ended' AND isFinite(duration_ms))
  AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
