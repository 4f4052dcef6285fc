-- The same under conditions on fields and on attributes that are to be equal: those an index answers.
SELECT lower(hex(trace_id)) AS traceId, toString(toUnixTimestamp64Nano(min(start))) AS firstNs, toString(toUnixTimestamp64Nano(max(start))) AS lastNs
FROM spans
WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND toStartOfHour(start) <= toStartOfHour({to:DateTime64(9, 'UTC')})
  AND start >= {from:DateTime64(9, 'UTC')} AND start < {to:DateTime64(9, 'UTC')}
  AND ({environment:String} = '' OR environment = {environment:String})
  AND (empty({serviceIs:Array(String)}) OR arrayAll(x -> x = service, {serviceIs:Array(String)}))
  AND (empty({serviceIsNot:Array(String)}) OR NOT has({serviceIsNot:Array(String)}, service))
  AND (empty({nameIs:Array(String)}) OR arrayAll(x -> x = name, {nameIs:Array(String)}))
  AND (empty({nameIsNot:Array(String)}) OR NOT has({nameIsNot:Array(String)}, name))
  AND (length({statuses:Array(UInt8)}) = 3 OR has({statuses:Array(UInt8)}, status))
  AND (length({kinds:Array(UInt8)}) = 6 OR has({kinds:Array(UInt8)}, kind))
  AND ({spanMinNs:UInt64} = 0 OR duration >= {spanMinNs:UInt64}) AND ({spanMaxNs:UInt64} = 18446744073709551615 OR duration <= {spanMaxNs:UInt64})
  AND (empty({pairs:Array(String)}) OR hasAll(kv, {pairs:Array(String)}))
  AND ({late:UInt8} = 0 OR trace_id IN (
    SELECT trace_id FROM spans
    WHERE {late:UInt8} = 1 AND toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')} - toIntervalMinute(10)) AND toStartOfHour(start) <= toStartOfHour({from:DateTime64(9, 'UTC')})
      AND start >= {from:DateTime64(9, 'UTC')} - toIntervalMinute(10) AND start < {from:DateTime64(9, 'UTC')}))
GROUP BY tenant, trace_id
ORDER BY max(start) DESC, trace_id DESC
LIMIT {limit:UInt32}
