-- Spans of which traces are read: with `traceMinutes` only those in slices of the range, with `traceNth` only those of
-- one trace in so many.
-- include spans-in-range
  AND toStartOfMinute(start) IN {traceMinutes:Array(DateTime('UTC'))} -- if traceMinutes
    AND toStartOfHour(start) IN {traceHours:Array(DateTime('UTC'))}
    AND toSecond(start) < {traceSeconds:UInt8}
  AND cityHash64(trace_id) % {traceNth:UInt32} = 0 -- if traceNth
