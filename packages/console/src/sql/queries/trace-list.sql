-- Traces that began in [from, to), newest first. A span that fits the conditions puts its trace on the list; `spanTo` lies after
-- `to` when there are conditions, because such a span may come later than its trace's start. The caller walks back in growing
-- windows, so the newest page reads minutes and not the whole range; the list orders by the trace's own start, which the roll-up knows
-- (a day around the window is enough of it: longer traces are not looked for).
SELECT lower(hex(trace_id)) AS traceId, toString(toUnixTimestamp64Nano(min(t0))) AS firstNs, toString(toUnixTimestamp64Nano(max(t1))) AS lastNs
FROM trace_summary
WHERE t0 >= {from:DateTime64(9, 'UTC')} - toIntervalDay(1) AND t0 < {to:DateTime64(9, 'UTC')} + toIntervalDay(1) AND trace_id IN (
  SELECT trace_id FROM spans
  WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND toStartOfHour(start) <= toStartOfHour({spanTo:DateTime64(9, 'UTC')})
    AND start >= {from:DateTime64(9, 'UTC')} AND start < {spanTo:DateTime64(9, 'UTC')}
    AND ({environment:String} = '' OR environment = {environment:String})
    AND (empty({serviceIs:Array(String)}) OR arrayAll(x -> x = service, {serviceIs:Array(String)}))
    AND (empty({serviceIsNot:Array(String)}) OR NOT has({serviceIsNot:Array(String)}, service))
    AND (empty({nameIs:Array(String)}) OR arrayAll(x -> x = name, {nameIs:Array(String)}))
    AND (empty({nameIsNot:Array(String)}) OR NOT has({nameIsNot:Array(String)}, name))
    AND (length({statuses:Array(UInt8)}) = 3 OR has({statuses:Array(UInt8)}, status))
    AND (length({kinds:Array(UInt8)}) = 6 OR has({kinds:Array(UInt8)}, kind))
    AND ({spanMinNs:UInt64} = 0 OR duration >= {spanMinNs:UInt64}) AND ({spanMaxNs:UInt64} = 18446744073709551615 OR duration <= {spanMaxNs:UInt64})
    AND (empty({pairs:Array(String)}) OR hasAll(kv, {pairs:Array(String)}))
    AND (empty({notPairs:Array(String)}) OR NOT hasAny(kv, {notPairs:Array(String)}))
    AND (empty({notResources:Array(UInt64)}) OR NOT has({notResources:Array(UInt64)}, resource_hash))
    AND ({pair1:String} = '' OR has({pairResources1:Array(UInt64)}, resource_hash) OR has(kv, {pair1:String}))
    AND ({pair2:String} = '' OR has({pairResources2:Array(UInt64)}, resource_hash) OR has(kv, {pair2:String}))
    AND ({pair3:String} = '' OR has({pairResources3:Array(UInt64)}, resource_hash) OR has(kv, {pair3:String}))
    AND ({numberKey1:String} = '' OR has({numberResources1:Array(UInt64)}, resource_hash) OR multiIf(mapContains(iattr, {numberKey1:String}), toFloat64(iattr[{numberKey1:String}]),
      mapContains(nattr, {numberKey1:String}), nattr[{numberKey1:String}], ifNull(toFloat64OrNull(sattr[{numberKey1:String}]), nan)) BETWEEN {low1:Float64} AND {high1:Float64})
    AND ({numberKey2:String} = '' OR has({numberResources2:Array(UInt64)}, resource_hash) OR multiIf(mapContains(iattr, {numberKey2:String}), toFloat64(iattr[{numberKey2:String}]),
      mapContains(nattr, {numberKey2:String}), nattr[{numberKey2:String}], ifNull(toFloat64OrNull(sattr[{numberKey2:String}]), nan)) BETWEEN {low2:Float64} AND {high2:Float64})
    AND ({numberKey3:String} = '' OR has({numberResources3:Array(UInt64)}, resource_hash) OR multiIf(mapContains(iattr, {numberKey3:String}), toFloat64(iattr[{numberKey3:String}]),
      mapContains(nattr, {numberKey3:String}), nattr[{numberKey3:String}], ifNull(toFloat64OrNull(sattr[{numberKey3:String}]), nan)) BETWEEN {low3:Float64} AND {high3:Float64})
    AND ({existsKey1:String} = '' OR {exists1:UInt8} = (has({existsResources1:Array(UInt64)}, resource_hash) OR mapContains(sattr, {existsKey1:String}) OR mapContains(iattr, {existsKey1:String})
      OR mapContains(nattr, {existsKey1:String}) OR mapContains(battr, {existsKey1:String}) OR JSONHas(attributes_json, {existsKey1:String})))
    AND ({existsKey2:String} = '' OR {exists2:UInt8} = (has({existsResources2:Array(UInt64)}, resource_hash) OR mapContains(sattr, {existsKey2:String}) OR mapContains(iattr, {existsKey2:String})
      OR mapContains(nattr, {existsKey2:String}) OR mapContains(battr, {existsKey2:String}) OR JSONHas(attributes_json, {existsKey2:String})))
    AND ({existsKey3:String} = '' OR {exists3:UInt8} = (has({existsResources3:Array(UInt64)}, resource_hash) OR mapContains(sattr, {existsKey3:String}) OR mapContains(iattr, {existsKey3:String})
      OR mapContains(nattr, {existsKey3:String}) OR mapContains(battr, {existsKey3:String}) OR JSONHas(attributes_json, {existsKey3:String}))))
GROUP BY tenant, trace_id
HAVING min(t0) >= {from:DateTime64(9, 'UTC')} AND min(t0) < {to:DateTime64(9, 'UTC')}
  AND ({errors:String} = '' OR ({errors:String} = 'error') = (sum(errors) > 0))
  AND toUnixTimestamp64Nano(max(t1)) - toUnixTimestamp64Nano(min(t0)) BETWEEN {minNs:Int64} AND {maxNs:Int64}
  AND (min(t0) < {cursorStart:DateTime64(9, 'UTC')} OR (min(t0) = {cursorStart:DateTime64(9, 'UTC')} AND traceId < {cursorId:String}))
ORDER BY min(t0) DESC, traceId DESC
LIMIT {limit:UInt32}
