-- As `journey-size`, for each journey.
-- include steps-that-count
SELECT
  toString(name) AS name,
  count() AS size
FROM journey_days
-- include journeys-in-range
GROUP BY name
ORDER BY size DESC, name
LIMIT 10000
