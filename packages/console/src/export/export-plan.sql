-- How many rows of a table each step of a range has, so that an export reads a few thousand at a time.
SELECT
  intDiv(toUnixTimestamp64Milli({time:Identifier}) - {from:Int64}, {step:Int64}) AS step,
  count() AS n
FROM {table:Identifier}
WHERE {time:Identifier} >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
  AND {time:Identifier} < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  AND trace_id = toFixedString(unhex({trace:String}), 16) -- if trace
GROUP BY step ORDER BY step
LIMIT 1001
