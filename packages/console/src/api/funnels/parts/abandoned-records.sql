-- The records of abandoned ways in the range, of one journey or all.
SELECT
  toString(business_events.name) AS journey,
  toString(business_events.reason) AS given,
  (ts, uid) AS moment,
  if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
  if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit
FROM business_events
WHERE kind = 'journey' AND phase = 'abandoned'
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND business_events.name = {name:String} -- if name
  AND environment = {environment:String} -- if environment
