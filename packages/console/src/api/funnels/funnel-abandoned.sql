-- How many people abandoned journeys, each person once in a journey.
WITH
-- include matching-records
, -- when filtered
abandoned AS (
  -- include abandoned-records
)
SELECT
  journey AS name,
  uniqExact(person) AS people
FROM (
  -- include abandoned-ways
)
WHERE person != 0
GROUP BY journey
ORDER BY people DESC, name
LIMIT 2000
