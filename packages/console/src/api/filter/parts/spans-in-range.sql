-- Spans that start in [from, to). The hours are given too, because the key begins with them: without them, the engine
-- reads one more granule at each change of the hour.
WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')})
  AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')})
  AND start >= {from:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
