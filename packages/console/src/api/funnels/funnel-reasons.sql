-- Why people abandoned a journey, by step and reason: each person once, by the last reason that was recorded. A
-- session is its latest owner's, if it has one. Records without a person are left out by `HAVING`: the engine would
-- read a condition on their columns before `phase`, for all rows.
WITH
-- include matching-records
, -- when filtered
abandoned AS (
  SELECT
    toString(business_events.name) AS journey,
    toString(business_events.step) AS atStep,
    toString(business_events.reason) AS given,
    (ts, uid) AS moment,
    if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
    if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit
  FROM business_events
  WHERE kind = 'journey' AND phase = 'abandoned'
    AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND business_events.name = {name:String} -- if name
    AND environment = {environment:String} -- if environment
)
SELECT
  journey AS name,
  last.1 AS step,
  last.2 AS reason,
  count() AS people,
  count() OVER () AS total
FROM (
  SELECT
    journey,
    multiIf(user != 0, user, belongs != 0, belongs, visit) AS person,
    argMax((atStep, given), moment) AS last
  FROM abandoned LEFT ANY JOIN (
    SELECT
      session,
      toUInt64(max(owner)) AS belongs
    FROM session_owners
    WHERE identity(session) IN (SELECT visit FROM abandoned)
    GROUP BY session
  ) AS owners ON session = visit
  GROUP BY journey, person
  HAVING person != 0)
GROUP BY journey, last
ORDER BY people DESC, step, reason
LIMIT 2000
