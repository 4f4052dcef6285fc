-- One row a transaction, from its records between `since` and `until`: begin, end and outcome. A transaction is over
-- when a record ends it, or when its own timeout, else its type's, has passed. With `details` it has its own
-- attributes, those of its first end, else of its latest record but a step, and the resource of its process; with
-- `traced` the traces of its records; `by` is one of these attributes. Which record is the latest is decided by one
-- number (`moment`: of the same time, by a hash), not by a tuple: that takes a quarter of the time. With its upper bits
-- inverted the first end is the greatest of all (`endOrMoment`): person, service and trace are of the first end that
-- has them, else of the latest record. With `everyNth` only one of so many is read, by the hash of its id, and with
-- `shares` one of so many of the types `sharedTypes`. With `windowStart` only those with a record since then, and
-- whether the begin of those that began since then is certain. With `entities` only these, with `names` only these
-- types.
SELECT
  type,
  id,
  began,
  if(endedOnce, endedAt, began + toIntervalMillisecond(timeout)) AS ended,
  endedOnce,
  endedOnce OR timedOut AS isEnded,
  multiIf(endedOnce, outcomeAtEnd, timedOut, 'abandoned', 'open') AS outcome,
  multiIf(endedOnce, reasonAtEnd, timedOut, 'timeout', '') AS reason,
  durationMs,
  amount,
  hasAmount,
  currency,
  user,
  session,
  steps,
  lastStep,
  service,
  own, -- when details
    resource_hash,
  traces, -- when traced
  ownValue, -- if by
    resource_hash,
  hasBegin, -- if windowStart
  traceId
FROM (
  WITH
    bitShiftLeft(toUInt128(toUnixTimestamp64Nano(ts)), 64) + sipHash64(uid) AS moment,
    if(phase = 'ended', bitNot(moment), moment) AS endOrMoment,
    bitShiftLeft(toUInt128(phase != 'step'), 126) AS notStep
  SELECT
    toString(name) AS type,
    entity_id AS id,
    countIf(phase = 'ended') > 0 AS endedOnce,
    minIf(ts, phase = 'ended') AS endedAt,
    argMinIf(toString(outcome), moment, phase = 'ended') AS outcomeAtEnd,
    argMinIf(toString(reason), moment, phase = 'ended') AS reasonAtEnd,
    if(endedOnce, argMinIf(duration_ms, moment, phase = 'ended'), nan) AS durationMs,
    if(
      endedOnce AND isFinite(durationMs),
      least(min(ts), endedAt - toIntervalNanosecond(toInt64(durationMs * 1000000))), min(ts)) AS began,
    countIf(phase = 'started') > 0 -- if windowStart
      OR isFinite(durationMs) OR began < {windowStart:DateTime64(9, 'UTC')} AS hasBegin,
    max(has_amount) AS hasAmount,
    argMaxIf(amount, moment, has_amount) AS amount,
    argMaxIf(toString(currency), moment, has_amount) AS currency,
    argMaxIf(user_id, endOrMoment, user_id != '') AS user,
    argMaxIf(session_id, endOrMoment, session_id != '') AS session,
    uniqExactIf(uid, phase = 'step') AS steps,
    argMaxIf(toString(step), (ts, step_index, uid), phase = 'step') AS lastStep,
    argMax(toString(business_events.service), endOrMoment) AS service,
    argMaxIf(lower(hex(trace_id)), endOrMoment, trace_id != toFixedString('', 16)) AS traceId,
    argMax(attributes, bitOr(endOrMoment, notStep)) AS own, -- when details
      argMax(business_events.resource_hash, endOrMoment) AS resource_hash,
    groupUniqArray(16)(trace_id) AS traces, -- when traced
    argMaxIf(attributes[{by:String}], endOrMoment, phase != 'step') AS ownValue, -- if by
      argMax(business_events.resource_hash, endOrMoment) AS resource_hash,
    argMaxIf(timeout_ms, moment, timeout_ms > 0) AS ownTimeout,
    multiIf(ownTimeout > 0, ownTimeout, timeouts[type] > 0, timeouts[type], 0) AS timeout,
    timeout > 0 AND NOT endedOnce AND began + toIntervalMillisecond(timeout) < {now:DateTime64(9, 'UTC')} AS timedOut
  FROM business_events
  WHERE kind = 'transaction' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}
    AND name = {type:String} -- if type
    AND name IN {names:Array(String)} -- if names
    AND environment = {environment:String} -- if environment
    AND entity_id IN {entities:Array(String)} -- if entities
    AND entity_id IN ( -- if windowStart
        SELECT entity_id FROM business_events
        WHERE kind = 'transaction'
          AND ts >= {windowStart:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}
          AND name = {type:String} -- if type
      )
    AND cityHash64(entity_id) % {everyNth:UInt32} = 0 -- if everyNth
    AND cityHash64(entity_id) -- if shares
      % transform(toString(name), {sharedTypes:Array(String)}, {shares:Array(UInt32)}, toUInt32(1)) = 0
  GROUP BY type, id)
