-- Spans of [from, to) as a chart draws them: one figure, by the values of an attribute. Each stands for those before
-- sampling (`share`).
-- include held-values
SELECT
  -- include chart-figure
FROM (
  SELECT
    start AS at,
    toFloat64(weight) AS share,
    duration / 1e9 AS measured, -- when ofDuration
    -- include measured-attribute
    '' AS value -- when ungrouped
    -- include span-value
  FROM spans
  -- include spans-in-range
    -- include span-conditions
    -- include attribute-conditions
  )
-- include chart-groups
SETTINGS max_threads = 2
