-- Traces that began in [from, to), newest first, from the roll-up, which knows their start. It is read one day around
-- the window, so longer traces are not found. With conditions on spans, a trace is listed if one of its spans
-- matches; the span may start later than the trace, so `spanTo` is after `to`. The caller reads back in growing
-- windows.
SELECT
  lower(hex(trace_id)) AS traceId,
  toString(toUnixTimestamp64Nano(min(t0))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(t1))) AS lastNs
-- include listed-traces
  AND toUnixTimestamp64Nano(max(t1)) - toUnixTimestamp64Nano(min(t0)) >= {minNs:Int64} -- if minNs
  AND toUnixTimestamp64Nano(max(t1)) - toUnixTimestamp64Nano(min(t0)) <= {maxNs:Int64} -- if maxNs
  AND (min(t0), traceId) < ({cursorStart:DateTime64(9, 'UTC')}, {cursorId:String}) -- if cursorStart
ORDER BY min(t0) DESC, traceId DESC
LIMIT {limit:UInt32}
