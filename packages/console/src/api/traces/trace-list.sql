-- Traces that began in [from, to), newest first, by the roll-up, which knows their start (a day around the window is enough of it:
-- longer traces are not looked for). Where there are conditions on spans, one that fits puts its trace on the list: it may come later
-- than the trace's start, so `spanTo` lies after `to`. The caller walks back in growing windows.
SELECT lower(hex(trace_id)) AS traceId, toString(toUnixTimestamp64Nano(min(t0))) AS firstNs, toString(toUnixTimestamp64Nano(max(t1))) AS lastNs
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
  AND toUnixTimestamp64Nano(max(t1)) - toUnixTimestamp64Nano(min(t0)) >= {minNs:Int64} -- if minNs
  AND toUnixTimestamp64Nano(max(t1)) - toUnixTimestamp64Nano(min(t0)) <= {maxNs:Int64} -- if maxNs
  AND (min(t0), traceId) < ({cursorStart:DateTime64(9, 'UTC')}, {cursorId:String}) -- if cursorStart
ORDER BY min(t0) DESC, traceId DESC
LIMIT {limit:UInt32}
