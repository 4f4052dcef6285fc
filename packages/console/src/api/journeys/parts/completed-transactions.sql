-- The transactions that were completed in the range, of the type `endName` or of all, by person: that of the user whom
-- their records name, else of their session, and that of the session's latest owner, if it has one. In a part of the
-- people (`first` to `last`, by hash) only transactions are put together that have a record of one of them: all
-- transactions of a month need more memory than a query has.
SELECT
  multiIf(user != 0, user, belongs != 0, belongs, visit) AS person,
  type,
  doneNs
FROM (
  SELECT
    toString(business_events.name) AS type,
    toUInt64(toUnixTimestamp64Nano(minIf(ts, phase = 'ended'))) AS doneNs,
    argMaxIf(sipHash64(toUInt8(0), user_id), (ts, uid), user_id != '') AS user,
    argMaxIf(sipHash64(toUInt8(1), session_id), (ts, uid), session_id != '') AS visit
  FROM business_events
  WHERE kind = 'transaction' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND business_events.name = {endName:String} -- if endName
    AND environment = {environment:String} -- if environment
    AND (business_events.name, entity_id) IN ( -- if first
        SELECT
          name,
          entity_id
        FROM business_events
        WHERE kind = 'transaction' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
          AND name = {endName:String} -- if endName
          AND environment = {environment:String} -- if environment
          AND (
            (user_id != '' AND sipHash64(toUInt8(0), user_id) BETWEEN {first:UInt64} AND {last:UInt64})
              OR (session_id != '' AND sipHash64(toUInt8(1), session_id) BETWEEN {first:UInt64} AND {last:UInt64})
              OR (session_id != '' AND sipHash64(toUInt8(1), session_id) IN (
                SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64})))
      )
  GROUP BY business_events.name, entity_id
  HAVING argMinIf(toString(outcome), (ts, uid), phase = 'ended') = 'completed'
) AS done LEFT ANY JOIN (
  SELECT
    session,
    toUInt64(max(owner)) AS belongs
  FROM session_owners
  WHERE true
    AND identity(session) IN ( -- when ofAll
        SELECT sipHash64(toUInt8(1), session_id) FROM business_events
        WHERE kind = 'transaction' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
          AND session_id != ''
          AND name = {endName:String} -- if endName
          AND environment = {environment:String} -- if environment
      )
    AND ( -- if first
      session BETWEEN {first:UInt64} AND {last:UInt64}
        OR identity(session) IN (
          SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64}))
  GROUP BY session
) AS owners ON session = visit
WHERE person != 0
  AND person BETWEEN {first:UInt64} AND {last:UInt64} -- if first
