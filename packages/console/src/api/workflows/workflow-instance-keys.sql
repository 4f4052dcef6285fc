-- Instances of one type: those with a record between `start` and the end of the range, and those that are open then. A
-- page of ids, by `rank` and id. Conditions on transitions are on those since `start`, of the newest 1,000 events.
-- `legalFrom` and `legalTo` are the transitions that the definition allows; with `anyOrigin` only their targets count.
-- Conditions are multiplied: with `AND` the engine computes the path several times.
-- include workflow-names
, toUnixTimestamp64Nano({start:DateTime64(9, 'UTC')}) AS startNs
, ( -- if legalFrom
    SELECT arrayMap(
      (one, other) -> (indexOf(names, one) - 1) * 524288 + indexOf(names, other) - 1,
      {legalFrom:Array(String)}, {legalTo:Array(String)})
  ) AS legal
SELECT
  id,
  toString(rank) AS sortKey
FROM (
  SELECT
    id,
    toUInt64(multiIf(
      {sort:String} = 'oldest', toInt64(9223372036854775807) - last, {sort:String} = 'longest', last - began, last
    )) AS rank
  FROM (
    SELECT
      *,
      greatest(startNs, (times[1] + 1) * isCut) AS sinceNs
    FROM (
      -- include workflow-paths
    ))
  WHERE greatest(NOT isOver, last >= startNs)
    * (isOver = {ended:Bool}) -- if ended
    * ( -- when stuck
      {timeoutMs:Float64} > 0
        AND last + {timeoutMs:Float64} * 1000000 < toUnixTimestamp64Nano({until:DateTime64(9, 'UTC')}))
    * (lastState = {state:String}) -- if state
    * arrayExists((ns, time) -> ns >= 0 AND time >= sinceNs, lost, times) -- when returned
    * arrayExists((mark, time) -> mark != 0 AND time >= sinceNs, marks, times) -- when marked
    * arrayExists( -- if legalFrom
      (origin, target, mark, time) -> time >= sinceNs
        AND (mark != 0 OR NOT has(legal, if({anyOrigin:Bool}, 0, origin) * 524288 + target)),
      origins, targets, marks, times)
    * arrayExists( -- if transitionTo
      (origin, target, time) -> time >= sinceNs AND target = indexOf(names, {transitionTo:String}) - 1
        AND origin = indexOf(names, {transitionFrom:String}) - 1, origins, targets, times)
    * (positionCaseInsensitiveUTF8(id, {search:String}) > 0) -- if search
    = 1
)
WHERE (rank, id) < ({cursorRank:UInt64}, {cursorId:String}) -- if cursorId
ORDER BY rank DESC, id DESC
LIMIT {limit:UInt32}
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
