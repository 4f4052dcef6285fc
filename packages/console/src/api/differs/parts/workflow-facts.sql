-- Workflows with a record in the range, from all their records up to its end. `stuck`: open at `judged`, and without a
-- record for longer than `stuckMs`, by default the type's timeout; `illegal`: with a transition in the range that the
-- process knew to be illegal, or that the definition does not have (`legalFrom` and `legalTo`; with `anyOrigin` only
-- the targets count). An event that does not change the state leads to its own name, as in `workflow-paths`. Of events
-- before the range only the state counts that they led to.
SELECT * -- when ofWorkflows
  FROM (
    WITH (SELECT mapFromArrays(groupArray(type), groupArray(timeout)) FROM (
      SELECT
        toString(name) AS type,
        argMax(timeout_ms, seen) AS timeout
      FROM definitions WHERE kind = 'workflow' GROUP BY name)) AS timeouts
    SELECT
      cityHash64(type, entity_id) AS row,
      groupUniqArray(16)(trace_id) AS traces,
      max(ts) AS at,
      argMax(phase = 'ended', (ts, phase = 'ended', uid)) AS isOver,
      if({stuckMs:UInt64} > 0, {stuckMs:UInt64}, timeouts[type]) AS stuckAfterMs,
      arraySlice( -- if legalFrom
          arraySort(groupUniqArrayIf(2000)(
            (ts, toString(state), toString(step)), phase = 'event' AND ts >= {from:DateTime64(9, 'UTC')})),
          1, 1000) AS path,
        argMaxIf(
          toString(state), (ts, uid), phase = 'event' AND state != '' AND ts < {from:DateTime64(9, 'UTC')}) AS before,
        arrayPopBack(arrayFill(
          reached -> reached != '',
          arrayPushFront(arrayMap(event -> event.2, path), before))) AS origins,
      arrayFilter(
        one -> one != '',
        [
          if(isOver, 'ended', 'open'),
          if(
            NOT isOver AND stuckAfterMs > 0
              AND at + toIntervalMillisecond(stuckAfterMs) < {judged:DateTime64(9, 'UTC')}, 'stuck', ''),
          if(
            maxIf(illegal, ts >= {from:DateTime64(9, 'UTC')})
              OR arrayExists( -- if legalFrom
                (event, origin) -> NOT has(
                  arrayZip({legalFrom:Array(String)}, {legalTo:Array(String)}),
                  (if({anyOrigin:Bool}, '', origin), if(event.2 IN ('', origin), event.3, event.2))),
                path,
                origins)
            ,
            'illegal',
            '')
        ]) AS outcomes,
      (toUnixTimestamp64Nano(max(ts)) - toUnixTimestamp64Nano(min(ts))) / 1000000 AS durationMs,
      toDecimal128(0, 9) AS amount,
      false AS hasAmount,
      '' AS currency,
      argMaxIf(user_id, (ts, uid), user_id != '') AS user,
      toString(argMax(business_events.service, (ts, uid))) AS service,
      argMax(attributes, (length(attributes) > 0, ts, uid)) AS own,
      argMax(resource_hash, (ts, uid)) AS resource_hash
    FROM business_events
    WHERE kind = 'workflow' AND ts < {to:DateTime64(9, 'UTC')} AND (name, entity_id) IN (
      SELECT
        name,
        entity_id
      -- include workflow-records
        AND service = {service:String} -- if service
      )
      AND cityHash64(name, entity_id) IN ( -- when filtered
        -- include matching-instances
        )
    GROUP BY toString(name) AS type, entity_id)
