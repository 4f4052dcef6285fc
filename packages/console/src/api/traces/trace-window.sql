-- Traces with a span that matches the conditions, by their first span in [from, to), newest first: for ranges so
-- dense that the newest spans all belong to traces that began before them. The matching span may start as late as
-- `fitTo`, the end of the range, or be one of the first after it, up to `lateTo`.
SELECT
  lower(hex(trace_id)) AS traceId,
  toString(toUnixTimestamp64Nano(first)) AS firstNs,
  toString(toUnixTimestamp64Nano(last)) AS lastNs
FROM (
  SELECT
    trace_id,
    min(start) AS first,
    max(start) AS last
  FROM spans
  -- include spans-in-range
    AND trace_id IN ( -- if fitTo
      SELECT trace_id FROM spans
      WHERE toStartOfHour(start) >= toStartOfHour({from:DateTime64(9, 'UTC')})
        AND toStartOfHour(start) <= toStartOfHour({fitTo:DateTime64(9, 'UTC')})
        AND start >= {from:DateTime64(9, 'UTC')} AND start < {fitTo:DateTime64(9, 'UTC')}
        -- include span-conditions
        -- include attribute-conditions
      UNION ALL -- if lateTo
        SELECT trace_id FROM (
          SELECT trace_id FROM spans
          WHERE toStartOfHour(start) >= toStartOfHour({fitTo:DateTime64(9, 'UTC')})
            AND toStartOfHour(start) <= toStartOfHour({lateTo:DateTime64(9, 'UTC')})
            AND start >= {fitTo:DateTime64(9, 'UTC')} AND start < {lateTo:DateTime64(9, 'UTC')}
            -- include span-conditions
            -- include attribute-conditions
          ORDER BY toStartOfHour(start), start
          LIMIT {lateRows:UInt32})
      )
  GROUP BY trace_id
  ORDER BY first DESC, trace_id DESC
  LIMIT {limit:UInt32})
SETTINGS max_threads = 2
