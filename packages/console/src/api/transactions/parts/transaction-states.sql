-- One row a transaction, from its records between `since` and `until`: begin, end and outcome. A transaction is over
-- when a record ends it, or when its own timeout, else its type's, has passed.
SELECT
  type,
  id,
  began,
  if(endedOnce, endedAt, began + toIntervalMillisecond(timeout)) AS ended,
  endedOnce OR timedOut AS isEnded,
  multiIf(endedOnce, outcomeAtEnd, timedOut, 'abandoned', 'open') AS outcome,
  multiIf(endedOnce, reasonAtEnd, timedOut, 'timeout', '') AS reason,
  durationMs,
  amount,
  hasAmount,
  currency,
  user,
  steps,
  lastStep,
  services,
  service,
  traceId
FROM (
  SELECT
    toString(name) AS type,
    entity_id AS id,
    countIf(phase = 'ended') > 0 AS endedOnce,
    minIf(ts, phase = 'ended') AS endedAt,
    argMinIf(toString(outcome), (ts, uid), phase = 'ended') AS outcomeAtEnd,
    argMinIf(toString(reason), (ts, uid), phase = 'ended') AS reasonAtEnd,
    if(endedOnce, argMinIf(duration_ms, (ts, uid), phase = 'ended'), nan) AS durationMs,
    if(
      endedOnce AND isFinite(durationMs),
      least(min(ts), endedAt - toIntervalNanosecond(toInt64(durationMs * 1000000))), min(ts)) AS began,
    max(has_amount) AS hasAmount,
    argMaxIf(amount, (ts, uid), has_amount) AS amount,
    argMaxIf(toString(currency), (ts, uid), has_amount) AS currency,
    argMaxIf(user_id, (ts, uid), user_id != '') AS user,
    uniqExactIf(uid, phase = 'step') AS steps,
    argMaxIf(toString(step), (ts, step_index, uid), phase = 'step') AS lastStep,
    groupUniqArray(20)(toString(business_events.service)) AS services,
    argMax(toString(business_events.service), (phase = 'ended', ts, uid)) AS service,
    argMaxIf(lower(hex(trace_id)), (phase = 'ended', ts, uid), trace_id != toFixedString('', 16)) AS traceId,
    argMaxIf(timeout_ms, (ts, uid), timeout_ms > 0) AS ownTimeout,
    multiIf(ownTimeout > 0, ownTimeout, timeouts[type] > 0, timeouts[type], 0) AS timeout,
    timeout > 0 AND NOT endedOnce AND began + toIntervalMillisecond(timeout) < {now:DateTime64(9, 'UTC')} AS timedOut
  FROM business_events
  WHERE kind = 'transaction' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}
    AND name = {type:String} -- if type
    AND environment = {environment:String} -- if environment
  GROUP BY type, id)
