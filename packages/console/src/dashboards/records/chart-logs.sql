-- Log records of [from, to) as a chart draws them: one figure, by the values of an attribute.
-- include held-values
SELECT
  -- include chart-figure
FROM (
  SELECT
    ts AS at,
    1. AS share,
    -- include measured-attribute
    multiIf( -- when bySeverity
      severity = 0, 'info', severity < 5, 'trace', severity < 9, 'debug', severity < 13, 'info', severity < 17, 'warn',
      severity < 21, 'error', 'fatal') AS value
    '' AS value -- when ungrouped
    -- include span-value
  FROM logs
  WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    -- include log-conditions
    -- include attribute-conditions
  )
-- include chart-groups
SETTINGS max_threads = 2
