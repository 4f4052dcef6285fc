-- How many log records of each severity stand in each step: the bars above the list, under the same conditions. Records without a
-- severity count as info. A record that came twice was stored once.
SELECT toUnixTimestamp64Milli(toDateTime64(toStartOfInterval(ts, toIntervalMillisecond({stepMs:UInt64})), 3, 'UTC')) AS time,
  multiIf(severity = 0, 'info', severity < 5, 'trace', severity < 9, 'debug', severity < 13, 'info', severity < 17, 'warn', severity < 21, 'error', 'fatal') AS level,
  count() AS records
FROM logs
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND ({environment:String} = '' OR environment = {environment:String})
  AND (empty({serviceIs:Array(String)}) OR arrayAll(x -> x = service, {serviceIs:Array(String)}))
  AND (empty({serviceIsNot:Array(String)}) OR NOT has({serviceIsNot:Array(String)}, service))
  AND (empty({eventNameIs:Array(String)}) OR arrayAll(x -> x = event_name, {eventNameIs:Array(String)}))
  AND (empty({eventNameIsNot:Array(String)}) OR NOT has({eventNameIsNot:Array(String)}, event_name))
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
    OR mapContains(nattr, {existsKey3:String}) OR mapContains(battr, {existsKey3:String}) OR JSONHas(attributes_json, {existsKey3:String})))
  AND ({minSeverity:UInt8} = 0 OR if(severity = 0, 9, severity) >= {minSeverity:UInt8})
  AND (empty({words:Array(String)}) OR hasAllTokens(lower(body), {words:Array(String)}))
  AND ({traceId:String} = '' OR trace_id = toFixedString(unhex({traceId:String}), 16))
  AND ({spanId:String} = '' OR span_id = toFixedString(unhex({spanId:String}), 8))
GROUP BY time, level
ORDER BY time
