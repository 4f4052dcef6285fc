-- The average of each numeric attribute at each step of one journey, for example an engagement or a probability.
-- Duplicate records count once.
WITH -- when filtered
  -- include matching-records
SELECT
  step,
  attribute,
  avg(number) AS average,
  min(number) AS least,
  max(number) AS most,
  count() AS steps
FROM (
  SELECT
    uid,
    toString(business_events.step) AS step,
    numbers
  FROM business_events
  WHERE kind = 'journey'
    AND phase = 'step'
    AND notEmpty(numbers)
    AND ts >= {from:DateTime64(9, 'UTC')}
    AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
    AND name = {name:String}
  LIMIT 1 BY uid)
ARRAY JOIN mapKeys(numbers) AS attribute, mapValues(numbers) AS number
GROUP BY step, attribute
ORDER BY step, steps DESC, attribute
LIMIT 20 BY step
LIMIT 2000
