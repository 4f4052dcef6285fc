-- What the latest transaction with an amount of each person is worth (`latest`), and the latest of those that were not
-- completed by the end of the range (`unfinished`, of which there is one if `isLost`). A transaction is of the user
-- that its records name, else of their session, and that of the session's latest owner, if it has one. A cluster
-- refuses an IN that is nested in two joins.
SELECT
  multiIf(user != 0, user, belongs != 0, belongs, visit) AS person,
  argMax((worth, money), moment) AS latest,
  argMaxIf((worth, money), moment, NOT isCompleted) AS unfinished,
  max(NOT isCompleted) AS isLost
FROM (
  SELECT
    argMaxIf(amount, (ts, uid), has_amount) AS worth,
    argMaxIf(toString(currency), (ts, uid), has_amount) AS money,
    (max(ts), toString(name), entity_id) AS moment,
    argMinIf(toString(outcome), (ts, uid), phase = 'ended') = 'completed' AS isCompleted,
    argMaxIf(sipHash64(toUInt8(0), user_id), (ts, uid), user_id != '') AS user,
    argMaxIf(sipHash64(toUInt8(1), session_id), (ts, uid), session_id != '') AS visit
  FROM business_events
  WHERE kind = 'transaction' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
  GROUP BY name, entity_id
  HAVING max(has_amount)
) AS paid LEFT ANY JOIN (
  SELECT
    session,
    toUInt64(max(owner)) AS belongs
  FROM session_owners LEFT SEMI JOIN (
    SELECT DISTINCT sipHash64(toUInt8(1), session_id) AS asked FROM business_events
    WHERE kind = 'transaction' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      AND session_id != ''
      AND environment = {environment:String} -- if environment
  ) AS named ON session = asked
  GROUP BY session
) AS owners ON session = visit
WHERE person != 0
  AND person BETWEEN {first:UInt64} AND {last:UInt64} -- if first
  AND person IN {people:Array(UInt64)} -- if people
GROUP BY person
