-- How many spans each side has, and in how many traces.
SELECT
  selected AS isSelection,
  count() AS rows,
  uniq(trace_id) AS groups
FROM (
  SELECT
    trace_id,
    -- include selected-spans
  FROM spans
  -- include compared-spans
  )
GROUP BY selected
LIMIT 2
