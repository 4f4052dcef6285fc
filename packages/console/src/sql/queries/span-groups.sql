-- Spans of [from, to) by the values of one attribute that is text, of a column or of the resource, the commonest first; those without it
-- come before, as an empty value. `place` says which: of `if` with a constant the other branch is gone before the query runs. One key of
-- a map is read by itself only where nothing in the text names the whole map. `estimated` is what the spans stand for.
SELECT value, count() AS spans, sum(toFloat64(weight)) AS estimated, countIf(status = 2) AS errors,
  avg(duration) / 1e6 AS meanMs, arrayMap(ns -> ns / 1e6, quantilesTDigest(0.5, 0.95)(duration)) AS quantilesMs
FROM (
  SELECT if({place:String} = 'column', ifNull(toString({column:Identifier}), ''),
    if({place:String} = 'resource', transform(resource_hash, {hashes:Array(UInt64)}, {texts:Array(String)}, ''),
    sattr[{key:String}])) AS value, weight, status, duration
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
    AND ({spanMinNs:UInt64} = 0 OR duration >= {spanMinNs:UInt64}) AND ({spanMaxNs:UInt64} = 18446744073709551615 OR duration <= {spanMaxNs:UInt64}))
GROUP BY value
ORDER BY value = '' DESC, spans DESC, value
LIMIT {limit:UInt32}
