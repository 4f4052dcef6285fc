-- How many business transactions, and what they are worth, pass each node and each call of the service graph: a
-- transaction passes it when a span of one of its traces belongs to the node, or makes the call. The row without names
-- has all transactions of which a trace is stored: where the others passed, whose traces were sampled away, is not
-- known. `looked` counts them, too.
WITH
  business AS (
    -- include business-transactions
  ),
  passed AS (
    -- include business-spans
  ),
  places AS (
    SELECT DISTINCT
      trace_id,
      place.1 AS caller,
      place.2 AS callee
    FROM passed
    ARRAY JOIN arrayConcat(
      [('', ''), (service_name, '')],
      multiIf(use = '', [], is_received, [(used, service_name), (used, '')], [(service_name, used), (used, '')])
    ) AS place
    UNION DISTINCT
    SELECT
      child.trace_id,
      parent.service_name,
      child.service_name
    FROM passed AS child
    INNER JOIN passed AS parent ON child.trace_id = parent.trace_id AND child.parent_id = parent.span_id
    WHERE child.service_name != parent.service_name AND child.span_kind IN (2, 5) AND child.use != 'queue'
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
