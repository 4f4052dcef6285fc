-- An estimate of how many people and days there are to count: rows before they are merged, mostly from the index.
-- include steps-that-count
SELECT count() AS size FROM journey_days
-- include journeys-in-range
LIMIT 1
