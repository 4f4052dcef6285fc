-- The people of a funnel whom `differs-people` found, by their records of the step: those who `dropped` at it, and
-- those who went on. The lists are constants rather than subqueries: a cluster would make a table of each.
SELECT * -- when ofFunnels
  FROM (
    SELECT
      toUInt64(record) AS row,
      [trace_id] AS traces,
      ts AS at,
      [if(hasDropped, 'dropped', 'continued')] AS outcomes,
      nan AS durationMs,
      toDecimal128(0, 9) AS amount,
      false AS hasAmount,
      '' AS currency,
      toString(record) AS user,
      service,
      own,
      resource_hash
    FROM (
      SELECT
        toUInt32(sipHash64(uid)) AS record,
        record IN (reinterpret(tryBase64URLDecode({droppedRecords:String}), 'Array(UInt32)')) AS hasDropped,
        ts,
        trace_id,
        toString(business_events.service) AS service,
        attributes AS own,
        resource_hash
      -- include step-records
        AND (hasDropped
          OR record IN (reinterpret(tryBase64URLDecode({continuedRecords:String}), 'Array(UInt32)')))
      LIMIT 1 BY record))
