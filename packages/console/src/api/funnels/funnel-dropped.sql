-- The people who dropped at a step of one funnel, newest first, at most `most` a step: they went no further, and their
-- window is over. With `atStep` only those of this step, with `beforeNs` only those who come after the person who was
-- there at that time. Time and trace are those of that step (of their latest step in `anyOrder`), not of later events
-- outside the funnel. Users of whom only sessions are known here have no `userId`.
-- include funnel-visits
SELECT
  level,
  toString(person) AS personHash,
  user AS userId,
  session AS sessionId,
  belongsTo AS isUser,
  {steps:Array(Array(String))}[1][bitAnd(lastVisit, 63)] AS lastStep,
  low + bitShiftRight(lastVisit, 6) * unit AS lastTaken,
  toString(lastTaken) AS lastNs,
  arrayReduce(
    'argMaxIf', traces, reaching,
    arrayMap((visit, trace) -> visit > 0 AND notEmpty(trace), reaching, traces)) AS traceId
FROM (
  SELECT
    person,
    user,
    session,
    belongsTo,
    arrayMap(one -> one.1, traced) AS visits,
    arrayMap(one -> if(one.2 = toFixedString('', 16), '', lower(hex(one.2))), traced) AS traces,
    arrayMap(
      visit -> if(
        bitAnd(visit, 63) = level
          OR bitAnd(visit, 63) BETWEEN 1 AND {anyOrder:UInt8} -- if anyOrder
        , visit, 0),
      visits) AS reaching,
    arrayMax(reaching) AS lastVisit,
    -- include funnel-open
    -- include funnel-level
  FROM (
    -- include people-visits
    ))
WHERE level > 0 AND level < length({steps:Array(Array(String))}[1]) AND NOT isOpen
  AND level = {atStep:UInt8} -- if atStep
  AND (lastTaken < {beforeNs:UInt64} -- if beforeNs
    OR (lastTaken = {beforeNs:UInt64} AND person > {beforePerson:UInt64}))
ORDER BY lastTaken DESC, person
LIMIT {most:UInt32} BY level
