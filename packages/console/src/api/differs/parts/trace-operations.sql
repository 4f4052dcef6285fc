-- The spans of traces, and one more for each trace that is known, of no operation: `telltale.rows`.
-- include trace-spans
UNION ALL
SELECT DISTINCT
  trace_id AS ofTrace,
  '' AS service,
  '' AS name,
  ['telltale.rows'] AS keys,
  [''] AS texts
FROM spans
-- include traces-in-slices
