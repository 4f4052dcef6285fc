-- Groups of errors in the range, with their figures there: a page of them, by last or first error, count or users.
-- `count` and `unhandled` are before sampling, `stored` is what is stored; `total` has the groups of all pages.
-- `fingerprint` selects one group. A group is open until it is resolved or ignored, so the open ones are all but those.
-- `isDecided`: people decided about it; `byDecision`: groups are selected by what they decided.
WITH -- when byDecision
  group_states AS (
    -- include group-states
  )
SELECT
  fingerprint,
  leftUTF8(toString(latestType), 256) AS type,
  latestPlace AS place,
  toString(latestService) AS serviceName,
  count,
  stored,
  unhandled,
  people AS users,
  visits AS sessions,
  arraySort(arrayDistinct(arrayPushBack(someServices, leftUTF8(toString(latestService), 256)))) AS services,
  serviceCount - length(services) AS truncatedServices,
  toString(toUnixTimestamp64Nano(low)) AS firstNs,
  toString(toUnixTimestamp64Nano(high)) AS lastNs,
  if(sample = toFixedString('', 16), '', lower(hex(sample))) AS traceId,
  toString(latestIdentity) AS recordId,
  toString(place_in_order) AS rank,
  fingerprint IN (SELECT substring(kind, 7) FROM documents WHERE startsWith(kind, 'error/')) AS isDecided,
  total
FROM (
  SELECT
    fingerprint,
    argMax(errors.type, ts) AS latestType,
    argMax(errors.place, ts) AS latestPlace,
    argMax(errors.service, ts) AS latestService,
    argMax(identity, ts) AS latestIdentity,
    -- include estimated-errors
    uniqExact(identity) AS stored,
    round(
      toFloat64(uniqExactIf(identity, NOT handled))
      + bitAnd(
          sumDistinctIf(
            bitShiftLeft(toUInt128(identity), 64) + toUInt64(round((least(weight, 1e9) - 1) * 1024)),
            weight != 1 AND NOT handled),
          toUInt128(18446744073709551615)) / 1024
    ) AS unhandled,
    uniqExactIf(user_id, user_id != '') AS people,
    uniqExactIf(session_id, session_id != '') AS visits,
    groupUniqArray(50)(leftUTF8(toString(service), 256)) AS someServices,
    uniqExact(service) AS serviceCount,
    min(ts) AS low,
    max(ts) AS high,
    argMaxIf(trace_id, ts, trace_id != toFixedString('', 16)) AS sample,
    toUInt64(
      multiIf(
        {sort:String} = 'count', toUInt64(count), {sort:String} = 'users', people, {sort:String} = 'first',
        toUnixTimestamp64Nano(low), toUnixTimestamp64Nano(high))
    ) AS place_in_order,
    count() OVER () AS total
  FROM errors
  -- include error-conditions
    AND fingerprint IN (SELECT fingerprint FROM group_states WHERE stateNow = {inState:String}) -- if inState
    AND fingerprint NOT IN (SELECT fingerprint FROM group_states WHERE stateNow != 'open') -- when isOpen
    AND fingerprint IN (SELECT fingerprint FROM group_states WHERE assignee = {assignee:String}) -- if assignee
  GROUP BY fingerprint)
WHERE (place_in_order, fingerprint) < ({cursorRank:UInt64}, {cursorFingerprint:String}) -- if cursorFingerprint
ORDER BY place_in_order DESC, fingerprint DESC
LIMIT {limit:UInt32}
