-- Figures of traces for the list, from the roll-up. Name and service of the root are empty if the root is missing.
SELECT
  lower(hex(trace_id)) AS traceId,
  (max(root_name), max(root_service)) AS root,
  toUnixTimestamp64Nano(min(t0)) AS startNs,
  toUnixTimestamp64Nano(max(t1)) AS endNs,
  sum(spans) AS spanCount,
  sum(errors) AS errorCount,
  arraySlice(groupUniqArrayArray(services), 1, 100) AS services
FROM trace_summary
WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))
GROUP BY trace_id
