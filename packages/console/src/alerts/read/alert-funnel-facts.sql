-- Steps of a journey that people took, for a preview. `every` takes one of so many people, who represents all.
SELECT
  toFloat64(toUnixTimestamp64Milli(ts)) AS at,
  toString(step) AS stepName,
  toString(cityHash64(if(user_id != '', user_id, session_id))) AS who,
  -- include alert-event-cells
  (
    1
    -- include alert-event-where
  ) AS fits
FROM business_events FINAL
WHERE kind = 'journey'
  AND phase = 'step'
  AND name IN {names:Array(String)}
  AND step IN {steps:Array(String)}
  AND ts >= {from:DateTime64(9, 'UTC')}
  AND ts < {to:DateTime64(9, 'UTC')}
  AND (user_id != '' OR session_id != '')
  AND cityHash64(if(user_id != '', user_id, session_id)) % {every:UInt32} = 0
LIMIT {most:UInt32}
