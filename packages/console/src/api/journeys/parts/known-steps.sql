-- The steps of the journey by hash (`known`), and the range in nanoseconds (`low`, `high`).
WITH
  (SELECT (groupArray(hash), groupArray(place), groupArray(step)) FROM (
      SELECT
        sipHash64(name, step) AS hash,
        min(place) AS place,
        step
      FROM journey_steps
      WHERE name = {name:String}
        AND day >= toDate({from:DateTime64(9, 'UTC')})
        AND day <= toDate({to:DateTime64(9, 'UTC')})
      GROUP BY name, step
      ORDER BY max(last) DESC
      LIMIT 10000)) AS known,
  toUInt64(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')})) AS low,
  toUInt64(toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')})) AS high
  -- include matching-steps
