-- How many points and series some metrics have in the range, for an error that names it.
SELECT
  (
    SELECT count()
    FROM samples
    -- include alert-points
  ) + (
    SELECT count()
    FROM distributions
    -- include alert-points
  ) AS points,
  (
    SELECT uniqExact(hash)
    FROM samples
    -- include alert-points
  ) + (
    SELECT uniqExact(hash)
    FROM distributions
    -- include alert-points
  ) AS seriesCount
LIMIT 1
