-- To whom the sessions without a user belong that took a step of these journeys in the range: the user last seen with
-- each.
SELECT
  session,
  toUInt64(max(owner)) AS belongs
FROM session_owners
WHERE identity(session) IN (
  SELECT sipHash64(toUInt8(1), session_id)
  FROM business_events
  WHERE kind = 'journey'
    AND phase = 'step'
    AND name IN {names:Array(String)}
    AND ts >= {from:DateTime64(9, 'UTC')}
    AND ts < {to:DateTime64(9, 'UTC')}
    AND user_id = ''
    AND session_id != '')
GROUP BY session
