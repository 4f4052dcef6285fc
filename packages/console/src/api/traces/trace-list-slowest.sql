-- Traces that began in [from, to), slowest first. The roll-up is grouped as a whole, in its own order: a trace's rows may not have
-- been merged yet, so its start and end are known only after grouping. The spans are read only when there are conditions on them:
-- those up to `spanTo`.
SELECT lower(hex(trace_id)) AS traceId, toString(toUnixTimestamp64Nano(min(t0))) AS firstNs, toString(toUnixTimestamp64Nano(max(t1))) AS lastNs,
  toUnixTimestamp64Nano(max(t1)) - toUnixTimestamp64Nano(min(t0)) AS ns
FROM trace_summary
WHERE t0 >= {from:DateTime64(9, 'UTC')} - toIntervalDay(1) AND t0 < {to:DateTime64(9, 'UTC')} + toIntervalDay(1)
  AND trace_id IN ( -- if spanTo
    SELECT trace_id FROM spans
    WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND toStartOfHour(start) <= toStartOfHour({spanTo:DateTime64(9, 'UTC')})
      AND start >= {from:DateTime64(9, 'UTC')} AND start < {spanTo:DateTime64(9, 'UTC')}
      -- include span-conditions
      -- include attribute-conditions
    )
GROUP BY tenant, trace_id
HAVING min(t0) >= {from:DateTime64(9, 'UTC')} AND min(t0) < {to:DateTime64(9, 'UTC')}
  AND {hasErrors:Bool} = (sum(errors) > 0) -- if hasErrors
  AND ns >= {minNs:Int64} -- if minNs
  AND ns <= {maxNs:Int64} -- if maxNs
  AND (ns, traceId) < ({cursorNs:Int64}, {cursorId:String}) -- if cursorNs
ORDER BY ns DESC, traceId DESC
LIMIT {limit:UInt32}
