-- Counts, amounts and durations of each type of transaction, for the range and for the equal one before it, and the bars over time.
-- A transaction's records become one row first, so a record that came twice counts once. It counts as started where it began, and as
-- completed, failed or abandoned where it ended; one still open after its own time-out, else its type's, was abandoned then. Records are read from
-- `since` on, before both ranges, so that what is under way is not taken for new, and up to `until`, so that what ended later is not open.
WITH (SELECT mapFromArrays(groupArray(type), groupArray(timeout)) FROM (
  SELECT toString(name) AS type, argMax(timeout_ms, seen) AS timeout FROM definitions WHERE kind = 'transaction' GROUP BY name)) AS timeouts
SELECT type,
  countIf(beganNow) AS startedNow, countIf(beganNow AND NOT isEnded) AS openNow,
  countIf(endedNow AND outcome = 'completed') AS completedNow, countIf(endedNow AND outcome = 'failed') AS failedNow, countIf(endedNow AND outcome = 'abandoned') AS abandonedNow,
  mapApply((code, sum) -> (code, toString(sum)), sumMapIf(map(currency, amount), endedNow AND outcome = 'completed' AND hasAmount)) AS amountsNow,
  quantilesExactInclusiveIf(0.5, 0.95)(durationMs, endedNow AND outcome IN ('completed', 'failed') AND isFinite(durationMs)) AS quantilesNow,
  countIf(beganBefore) AS startedBefore, countIf(beganBefore AND NOT isEnded) AS openBefore,
  countIf(endedBefore AND outcome = 'completed') AS completedBefore, countIf(endedBefore AND outcome = 'failed') AS failedBefore, countIf(endedBefore AND outcome = 'abandoned') AS abandonedBefore,
  mapApply((code, sum) -> (code, toString(sum)), sumMapIf(map(currency, amount), endedBefore AND outcome = 'completed' AND hasAmount)) AS amountsBefore,
  quantilesExactInclusiveIf(0.5, 0.95)(durationMs, endedBefore AND outcome IN ('completed', 'failed') AND isFinite(durationMs)) AS quantilesBefore,
  sumMapIf(map(bucket, 1), endedNow AND outcome = 'completed') AS completedBuckets, sumMapIf(map(bucket, 1), endedNow AND outcome = 'failed') AS failedBuckets,
  sumMapIf(map(bucket, 1), endedNow AND outcome = 'abandoned') AS abandonedBuckets,
  arraySort(groupUniqArrayArrayIf(50)(services, beganNow OR endedNow)) AS servicesNow
FROM (
  SELECT *, began >= {from:DateTime64(9, 'UTC')} AND began < {to:DateTime64(9, 'UTC')} AS beganNow, began >= {before:DateTime64(9, 'UTC')} AND began < {from:DateTime64(9, 'UTC')} AS beganBefore,
    isEnded AND ended >= {from:DateTime64(9, 'UTC')} AND ended < {to:DateTime64(9, 'UTC')} AS endedNow, isEnded AND ended >= {before:DateTime64(9, 'UTC')} AND ended < {from:DateTime64(9, 'UTC')} AS endedBefore,
    intDiv(toUnixTimestamp64Milli(ended), {stepMs:Int64}) * {stepMs:Int64} AS bucket
  FROM (
  SELECT type, id, began, if(endedOnce, endedAt, began + toIntervalMillisecond(timeout)) AS ended, endedOnce OR timedOut AS isEnded,
    multiIf(endedOnce, outcomeAtEnd, timedOut, 'abandoned', 'open') AS outcome, multiIf(endedOnce, reasonAtEnd, timedOut, 'timeout', '') AS reason,
    durationMs, amount, hasAmount, currency, user, steps, lastStep, services, service, traceId
  FROM (
    SELECT toString(name) AS type, entity_id AS id, countIf(phase = 'ended') > 0 AS endedOnce, minIf(ts, phase = 'ended') AS endedAt,
      argMinIf(toString(outcome), (ts, uid), phase = 'ended') AS outcomeAtEnd, argMinIf(toString(reason), (ts, uid), phase = 'ended') AS reasonAtEnd,
      if(endedOnce, argMinIf(duration_ms, (ts, uid), phase = 'ended'), nan) AS durationMs,
      if(endedOnce AND isFinite(durationMs), least(min(ts), endedAt - toIntervalNanosecond(toInt64(durationMs * 1000000))), min(ts)) AS began,
      max(has_amount) AS hasAmount, argMaxIf(amount, (ts, uid), has_amount) AS amount, argMaxIf(toString(currency), (ts, uid), has_amount) AS currency,
      argMaxIf(user_id, (ts, uid), user_id != '') AS user,
      uniqExactIf(uid, phase = 'step') AS steps, argMaxIf(toString(step), (ts, step_index, uid), phase = 'step') AS lastStep,
      groupUniqArray(20)(toString(business_events.service)) AS services, argMax(toString(business_events.service), (phase = 'ended', ts, uid)) AS service,
      argMaxIf(lower(hex(trace_id)), (phase = 'ended', ts, uid), trace_id != toFixedString('', 16)) AS traceId,
      argMaxIf(timeout_ms, (ts, uid), timeout_ms > 0) AS ownTimeout, multiIf(ownTimeout > 0, ownTimeout, timeouts[type] > 0, timeouts[type], 0) AS timeout,
      timeout > 0 AND NOT endedOnce AND began + toIntervalMillisecond(timeout) < {now:DateTime64(9, 'UTC')} AS timedOut
    FROM business_events
    WHERE kind = 'transaction' AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}
      AND ({type:String} = '' OR name = {type:String}) AND ({environment:String} = '' OR environment = {environment:String})
    GROUP BY type, id)))
WHERE beganNow OR beganBefore OR endedNow OR endedBefore
GROUP BY type
ORDER BY startedNow + completedNow + failedNow + abandonedNow DESC, type
LIMIT 5000
