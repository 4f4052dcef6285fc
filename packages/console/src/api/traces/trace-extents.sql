-- First and last span of traces, and how many spans they have, from the roll-up.
SELECT
  lower(hex(trace_id)) AS traceId,
  toString(toUnixTimestamp64Nano(min(t0))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(t1))) AS lastNs,
  sum(spans) AS spanCount
FROM trace_summary
WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
GROUP BY trace_id
