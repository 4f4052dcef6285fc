-- What may have ended the way of a person in the range: abandonments of the journey, transactions that failed or were
-- abandoned, and errors that name a person.
SELECT
  toString(business_events.reason) AS given,
  ts AS moment,
  if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
  if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit
FROM business_events
WHERE ((kind = 'journey' AND business_events.name = {name:String} AND phase = 'abandoned')
    OR (kind = 'transaction' AND phase = 'ended' AND outcome IN ('failed', 'abandoned')))
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
UNION ALL
SELECT
  toString(errors.type) AS given,
  ts AS moment,
  if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
  if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit
FROM errors
WHERE (user_id != '' OR session_id != '')
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
