-- Transactions of `names` or `type` whose time ran out in the range, as the pages count them (`transaction-states`):
-- without an end, abandoned when their timeout had passed. Records are read since `since`; what came after `until` is
-- not known. Few have no end, so these are found first, by a hash of their id. There are only the columns of a reading:
-- the engine needs longer to plan all states than to read some minutes.
FROM (
  -- include transaction-timeouts
  SELECT
    toString(e.name) AS name,
    e.entity_id AS entity_id,
    min(e.ts) + toIntervalMillisecond(
      if(
        max(e.timeout_ms) > 0,
        argMaxIf(e.timeout_ms, (e.ts, sipHash64(e.uid)), e.timeout_ms > 0), timeouts[name])) AS ts,
    'transaction' AS kind,
    'abandoned' AS outcome,
    'timeout' AS reason,
    nan AS duration_ms,
    argMaxIf(e.amount, (e.ts, sipHash64(e.uid)), e.has_amount) AS amount,
    max(e.has_amount) AS has_amount,
    argMaxIf(toString(e.currency), (e.ts, sipHash64(e.uid)), e.has_amount) AS currency,
    argMax(e.attributes, (e.phase != 'step', e.ts, sipHash64(e.uid))) AS attributes,
    argMax(toString(e.service), (e.ts, sipHash64(e.uid))) AS service,
    argMaxIf(e.user_id, (e.ts, sipHash64(e.uid)), e.user_id != '') AS user_id,
    argMaxIf(e.session_id, (e.ts, sipHash64(e.uid)), e.session_id != '') AS session_id,
    '' AS state,
    '' AS from_state,
    '' AS step,
    argMax(e.resource_hash, (e.ts, sipHash64(e.uid))) AS resource_hash
  FROM business_events AS e
  WHERE e.kind = 'transaction'
    AND e.name IN {names:Array(String)} -- if names
    AND e.name = {type:String} -- if type
    AND e.ts >= {since:DateTime64(9, 'UTC')}
    AND e.ts < {until:DateTime64(9, 'UTC')}
    AND e.environment = {environment:String} -- if environment
    AND cityHash64(e.name, e.entity_id) IN (
      SELECT cityHash64(b.name, b.entity_id) AS which
      FROM business_events AS b
      WHERE b.kind = 'transaction'
        AND b.name IN {names:Array(String)} -- if names
        AND b.name = {type:String} -- if type
        AND b.ts >= {since:DateTime64(9, 'UTC')}
        AND b.ts < {until:DateTime64(9, 'UTC')}
        AND b.environment = {environment:String} -- if environment
      GROUP BY which
      HAVING countIf(b.phase = 'ended') = 0)
  GROUP BY e.name, e.entity_id
  HAVING ts > min(e.ts)
    AND ts >= {from:DateTime64(9, 'UTC')}
    AND ts < {now:DateTime64(9, 'UTC')}
)
