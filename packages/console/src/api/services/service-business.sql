-- How many business transactions, and what they are worth, pass each node and each call of the service graph: a
-- transaction passes it when a span of one of its traces belongs to the node, or makes the call. The row without names
-- has all transactions of which a trace is stored: where the others passed, whose traces were sampled away, is not
-- known. `looked` counts them, too.
WITH
  business AS (
    -- include business-transactions
  ),
  -- Hosts that answer at least half of the calls of a service, before sampling, each by the attribute that names it: as
  -- in `service-dependencies.sql`, in the same minutes.
  answered AS (
    SELECT
      toString(service) AS caller,
      toString(target) AS target,
      toString(peer) AS named_by
    FROM dependencies AS r
    WHERE minute >= {callsFrom:DateTime64(9, 'UTC')} AND minute < {callsTo:DateTime64(9, 'UTC')}
      AND kind = 'external'
      AND environment = {environment:String} -- if environment
    GROUP BY service, r.target, r.peer
    HAVING sumIf(r.estimated, callee != '') * 2 >= sum(r.estimated)
  ),
  -- Spans are read once: each stands at its own id with the places that it passes, and one that another service may
  -- have called at its parent's, too.
  places AS (
    SELECT DISTINCT
      trace_id,
      place.1 AS caller,
      place.2 AS callee
    FROM (
      SELECT
        trace_id,
        id,
        groupUniqArrayArrayIf(passed, passed != []) AS own,
        groupUniqArrayIf(service_name, passed != []) AS parents,
        groupUniqArrayIf(service_name, passed = []) AS children
      FROM (
        SELECT
          trace_id,
          service_name,
          arrayConcat(
            [('', ''), (service_name, '')],
            multiIf(
              use = '', [], is_received, [(used, service_name), (used, '')],
              [(service_name, used), (used, '')])) AS places,
          arrayConcat([(span_id, places)], if(span_kind IN (2, 5) AND use != 'queue', [(parent_id, [])], [])) AS at
        FROM (
          -- include business-spans
        )
      )
      ARRAY JOIN at.1 AS id, at.2 AS passed
      GROUP BY trace_id, id)
    ARRAY JOIN arrayConcat(
      own,
      arrayFilter(call -> call.1 != call.2,
        arrayFlatten(arrayMap(parent -> arrayMap(child -> (parent, child), children), parents)))) AS place
  )
SELECT
  caller AS callerId,
  callee AS calleeId,
  count() AS transactions,
  sumMap(map(money, worth)) AS amounts,
  (SELECT count() FROM business) AS looked
FROM (
  SELECT DISTINCT
    entity,
    worth,
    money,
    caller,
    callee
  FROM (
    SELECT
      entity,
      worth,
      money,
      arrayJoin(traces) AS trace
    FROM business
  ) AS one
  INNER JOIN places ON places.trace_id = one.trace
)
GROUP BY caller, callee
ORDER BY transactions DESC, callerId, calleeId
LIMIT {places:UInt32}
