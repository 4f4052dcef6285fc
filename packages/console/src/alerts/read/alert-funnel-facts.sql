-- Steps of a journey that people took, for a preview. A session is its latest owner's, if it has one. `every` takes one
-- of so many people, who represents all.
SELECT
  at,
  stepName,
  toString(multiIf(user != 0, user, belongs != 0, belongs, visit)) AS who,
  -- include alert-cell-names
  fits
FROM (
  SELECT
    toFloat64(toUnixTimestamp64Milli(ts)) AS at,
    toString(step) AS stepName,
    if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
    if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit,
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
    AND (user_id != '' OR session_id != '')) AS taken
LEFT ANY JOIN (
  -- include step-owners
  ) AS owners ON session = visit
WHERE multiIf(user != 0, user, belongs != 0, belongs, visit) % {every:UInt32} = 0
LIMIT {most:UInt32}
