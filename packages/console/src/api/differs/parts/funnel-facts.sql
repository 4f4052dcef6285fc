-- The people who reached the step `atStep` of a funnel in the range, with the attributes that their latest record of it
-- has; `dropped` if they went no further.
SELECT * -- if ofFunnels
  FROM (
    -- include funnel-visits
    SELECT
      details.ts AS at,
      [if(level = {atStep:UInt8}, 'dropped', 'continued')] AS outcomes,
      nan AS durationMs,
      toDecimal128(0, 9) AS amount,
      false AS hasAmount,
      '' AS currency,
      who AS user,
      details.service AS service,
      details.own AS own,
      details.resource_hash AS resource_hash
    FROM (
      SELECT
        who,
        arrayReduce(
          'argMaxIf', records, visits, arrayMap(visit -> bitAnd(visit, 63) = {atStep:UInt8}, visits)) AS record,
        -- include funnel-level
      FROM (
        SELECT
          who,
          arrayMap(one -> one.1, walked) AS visits,
          arrayMap(one -> one.2, walked) AS records
        FROM (
          SELECT
            if(max(userId) != '', max(userId), max(sessionId)) AS who,
            groupArrayArray(
              arrayZip(
                arrayMap(
                  (s, t) -> if(
                    t >= low AND t < high,
                    bitShiftLeft(intDiv(toUInt64(t - low), unit), 6) + transform(s, hashes, places, 0), 0),
                  s, t),
                u)) AS walked
          FROM (
            -- include people-rows
            )
          GROUP BY person))) AS people
    INNER ANY JOIN (
      SELECT
        toUInt32(sipHash64(uid)) AS record,
        ts,
        toString(business_events.service) AS service,
        attributes AS own,
        resource_hash
      FROM business_events
      WHERE kind = 'journey' AND phase = 'step' AND name = {type:String} AND step = {funnelStep:String}
        AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      ) AS details ON details.record = people.record
    WHERE level >= {atStep:UInt8})
  WHERE {ofFunnels:Bool}
