-- Traces that began in [from, to), by duration (`slowest`), spans or errors, most first. The whole roll-up is grouped,
-- in its own order: rows of a trace may not be merged yet, so its figures are known only after grouping. Spans up to
-- `spanTo` are read only if there are conditions on them.
SELECT
  lower(hex(trace_id)) AS traceId,
  toString(toUnixTimestamp64Nano(min(t0))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(t1))) AS lastNs,
  toUnixTimestamp64Nano(max(t1)) - toUnixTimestamp64Nano(min(t0)) AS ns,
  multiIf({order:String} = 'spans', toInt64(sum(spans)), {order:String} = 'errors', toInt64(sum(errors)), ns) AS rank
-- include listed-traces
  AND ns >= {minNs:Int64} -- if minNs
  AND ns <= {maxNs:Int64} -- if maxNs
  AND (rank, traceId) < ({cursorRank:Int64}, {cursorId:String}) -- if cursorRank
ORDER BY rank DESC, traceId DESC
LIMIT {limit:UInt32}
