-- Transactions of `names` that were over in the range, each once, as the pages count them (`transaction-states`): by
-- their first end, else because their timeout had passed: their own, or that of `timeouts` by type. Records are read
-- since `since`, once: the engine needs longer to plan a further read than to read some minutes. What a transaction has
-- is in the record with the greatest `moment`: the first end (of several at the same time a hash decides), else the
-- latest record but a step. With `hasAmounts` each has the latest amount of all its records, which its end may not
-- name; with `hasCells` what alerts group by, of attributes those of `cellKeys`. With `isChosenFirst` transactions that
-- were over before the range are left out first, by a hash of the id, and `withoutAmounts` all records but the first
-- end of those that have one: that pays where the range is long, or where records have much that is read.
FROM (
  SELECT
    toString(any(type)) AS name,
    max(ends) AS hasEnd,
    min(at) AS began,
    argMaxIf(timeout_ms, latest, timeout_ms > 0) AS ownTimeout,
    if(
      ownTimeout > 0, ownTimeout,
      transform(name, {timeoutTypes:Array(String)}, {timeouts:Array(Float64)}, 0.)) AS timeout,
    if(hasEnd, minIf(at, ends), began + toIntervalMillisecond(timeout)) AS ts,
    if(hasEnd, argMax(result, moment), 'abandoned') AS outcome,
    argMaxIf(paid, latest, isPaid) AS amount, -- when hasAmounts
      max(isPaid) AS has_amount,
      argMaxIf(toString(code), latest, isPaid) AS currency,
    '' AS currency, -- when withoutAmounts
    'transaction' AS kind, -- when hasCells
      if(hasEnd, argMax(cause, moment), 'timeout') AS reason,
      mapApply(
        (key, value) -> (key, substring(value, 2)),
        mapFilter(
          (key, value) -> value != '',
          mapFromArrays({cellKeys:Array(String)}, argMax(own, moment)))) AS attributes,
      argMax(sender, if(ends, moment, latest)) AS service,
      argMaxIf(user, moment, ends OR user != '') AS user_id,
      argMaxIf(session, moment, ends OR session != '') AS session_id,
      '' AS state,
      '' AS from_state,
      '' AS step,
      argMax(process, if(ends, moment, latest)) AS resource_hash,
    if(hasEnd, argMax(took, moment), nan) AS duration_ms
  FROM (
    SELECT
      name AS type,
      cityHash64(name, entity_id) AS which,
      ts AS at,
      phase = 'ended' AS ends,
      bitShiftLeft(toUInt128(toUnixTimestamp64Nano(ts)), 64) + sipHash64(uid) AS latest,
      if(ends, bitNot(latest), latest
        + bitShiftLeft(toUInt128(phase != 'step'), 126) -- when hasCells
      ) AS moment,
      timeout_ms,
      toString(outcome) AS result,
      amount AS paid, -- when hasAmounts
        has_amount AS isPaid,
        currency AS code,
      if(has({cellKeys:Array(String)}, 'telltale.transaction.reason'), toString(reason), '') AS cause, -- when hasCells
        arrayMap(
          key -> if(mapContains(attributes, key), concat('=', attributes[key]), ''), {cellKeys:Array(String)}) AS own,
        if(has({cellKeys:Array(String)}, 'service.name'), toString(business_events.service), '') AS sender,
        if(has({cellKeys:Array(String)}, 'user.id'), user_id, '') AS user,
        if(has({cellKeys:Array(String)}, 'session.id'), session_id, '') AS session,
        resource_hash AS process,
      duration_ms AS took
    FROM business_events
    WHERE kind = 'transaction'
      AND name IN {names:Array(String)}
      AND ts >= {since:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}
      AND environment = {environment:String} -- if environment
      AND ( -- when isChosenFirst
        if(ends, at, toDateTime64(0, 9, 'UTC')), -- when withoutAmounts
        which
        ) IN (
          SELECT
            minIf(b.ts, b.phase = 'ended') AS firstEnd, -- when withoutAmounts
            cityHash64(b.name, b.entity_id) AS id
          FROM business_events AS b
          WHERE b.kind = 'transaction'
            AND b.name IN {names:Array(String)}
            AND b.ts >= {since:DateTime64(9, 'UTC')}
            AND b.ts < {to:DateTime64(9, 'UTC')}
            AND b.environment = {environment:String} -- if environment
          GROUP BY id
          HAVING countIf(b.phase = 'ended') = 0 OR minIf(b.ts, b.phase = 'ended') >= {from:DateTime64(9, 'UTC')})
  )
  GROUP BY which
  HAVING ts >= {from:DateTime64(9, 'UTC')}
    AND ts < {to:DateTime64(9, 'UTC')}
    AND (hasEnd OR timeout > 0)
)
