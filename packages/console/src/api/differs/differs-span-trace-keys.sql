-- For every attribute of the spans in the traces of the compared spans, its values with how many spans of either side
-- are in a trace with them. Spans of which no trace is known do not count.
-- include trace-key-columns
  FROM (
    SELECT
      service,
      name,
      any(inTraceSelected) AS selectedSpans,
      any(inTraceOther) AS otherSpans,
      count() AS sameSpans,
      groupArrayArray(20000)(keys) AS allKeys,
      groupArrayArray(20000)(texts) AS allTexts
    FROM (
      SELECT
        trace_id,
        sumIf(rowWeight, selected) AS inTraceSelected,
        sumIf(rowWeight, NOT selected) AS inTraceOther
      FROM (
        SELECT
          trace_id,
          -- include selected-spans
          ,
          -- include row-weight
        FROM spans
        -- include compared-spans
          AND cityHash64(trace_id) % {traceNth:UInt32} = 0 -- if traceNth
        )
      GROUP BY trace_id) AS rows
    INNER JOIN (
      -- include trace-operations
      ) AS contexts ON trace_id = ofTrace
    GROUP BY trace_id, service, name)
-- include trace-key-groups
