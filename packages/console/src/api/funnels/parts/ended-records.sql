-- What may have ended the way of a person in the range: abandonments of the journey, transactions that failed or were
-- abandoned, errors that name a person, and errors that name none, in the trace of a step. With `withErrors` the group
-- of each error and its message.
SELECT
  toString(business_events.reason) AS given,
  '' AS fault, -- when withErrors
    '' AS told,
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
  errors.fingerprint AS fault, -- when withErrors
    errors.message AS told,
  ts AS moment,
  if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
  if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit
FROM errors
WHERE (user_id != '' OR session_id != '')
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
UNION ALL
SELECT
  traced.given AS given,
  traced.fault AS fault, -- when withErrors
    traced.told AS told,
  traced.moment AS moment,
  if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
  if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit
FROM business_events INNER JOIN (
  SELECT
    trace_id AS inTrace,
    argMax(toString(errors.type), (ts, fingerprint)) AS given,
    argMax(fingerprint, (ts, fingerprint)) AS fault, -- when withErrors
      argMax(message, (ts, fingerprint)) AS told,
    max(ts) AS moment
  FROM errors
  WHERE user_id = '' AND session_id = '' AND trace_id != toFixedString('', 16)
    AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
  GROUP BY trace_id) AS traced ON trace_id = inTrace
WHERE kind = 'journey' AND phase = 'step' AND business_events.name = {name:String}
  AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
