-- Transactions of all types that are over and began or ended in the range, as the list of their page has them
-- (`transaction-states`), each with its person. Records are read as far around the range as for the list.
SELECT
  type,
  if(endedOnce, outcomeAtEnd, 'abandoned') AS result,
  if(endedOnce, reasonAtEnd, 'timeout') AS given,
  user,
  visit
FROM (
  -- include transaction-timeouts
  SELECT
    toString(name) AS type,
    max(ends) AS endedOnce,
    minIf(ts, ends) AS endedAt,
    argMinIf(duration_ms, moment, ends) AS durationMs,
    if(
      endedOnce AND isFinite(durationMs),
      least(min(ts), endedAt - toIntervalNanosecond(toInt64(durationMs * 1000000))), min(ts)) AS began,
    argMinIf(toString(outcome), moment, ends) AS outcomeAtEnd,
    argMinIf(toString(reason), moment, ends) AS reasonAtEnd,
    argMaxIf(timeout_ms, moment, timeout_ms > 0) AS ownTimeout,
    if(ownTimeout > 0, ownTimeout, timeouts[type]) AS timeout,
    if(endedOnce, endedAt, began + toIntervalMillisecond(timeout)) AS ended,
    argMaxIf(sipHash64(toUInt8(0), user_id), if(ends, bitNot(moment), moment), user_id != '') AS user,
    argMaxIf(sipHash64(toUInt8(1), session_id), if(ends, bitNot(moment), moment), session_id != '') AS visit
  FROM (
    WITH
      toUnixTimestamp64Nano({to:DateTime64(9, 'UTC')}) - toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')}) AS lengthNs,
      least(greatest(lengthNs, 3600000000000), 86400000000000) AS marginNs
    SELECT
      name,
      entity_id,
      ts,
      outcome,
      reason,
      duration_ms,
      timeout_ms,
      user_id,
      session_id,
      phase = 'ended' AS ends,
      bitShiftLeft(toUInt128(toUnixTimestamp64Nano(ts)), 64) + sipHash64(uid) AS moment
    FROM business_events
    WHERE kind = 'transaction'
      AND ts >= fromUnixTimestamp64Nano(
        greatest(toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')}) - lengthNs - marginNs, 0))
      AND ts < {to:DateTime64(9, 'UTC')} + toIntervalNanosecond(marginNs)
      AND environment = {environment:String} -- if environment
      AND name IN {endTypes:Array(String)} -- if endTypes
  )
  GROUP BY
    type,
    entity_id)
WHERE (endedOnce OR (timeout > 0 AND ended < {now:DateTime64(9, 'UTC')}))
  AND (
    (began >= {from:DateTime64(9, 'UTC')} AND began < {to:DateTime64(9, 'UTC')})
      OR (ended >= {from:DateTime64(9, 'UTC')} AND ended < {to:DateTime64(9, 'UTC')}))
