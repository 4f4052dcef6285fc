-- Spans that may be in the trace of a step in the range, which is within a minute or so of each of its records. With
-- `spanMinutes` only those of these minutes.
WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')} - INTERVAL 1 MINUTE)
  AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')} + INTERVAL 1 MINUTE)
  AND start >= {from:DateTime64(9, 'UTC')} - INTERVAL 1 MINUTE
  AND start < {to:DateTime64(9, 'UTC')} + INTERVAL 1 MINUTE
  AND toStartOfMinute(start) IN {spanMinutes:Array(DateTime('UTC'))} -- if spanMinutes
    AND toStartOfHour(start) IN {spanHours:Array(DateTime('UTC'))}
