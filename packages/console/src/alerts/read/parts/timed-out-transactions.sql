-- Transactions of `names` whose time ran out in the range, as the pages count them: without an end, abandoned when
-- their timeout had passed. Records are read since `since`; what came after the range is not known yet.
FROM (
  -- include transaction-timeouts
  SELECT
    type AS name,
    id AS entity_id,
    ended AS ts,
    'transaction' AS kind,
    outcome,
    reason,
    durationMs AS duration_ms,
    amount,
    hasAmount AS has_amount,
    currency,
    own AS attributes,
    service,
    user AS user_id,
    session AS session_id,
    '' AS state,
    '' AS from_state,
    '' AS step,
    resource_hash
  FROM (
    -- include transaction-states
  )
  WHERE NOT endedOnce
    AND isEnded
    AND ended >= {from:DateTime64(9, 'UTC')}
)
