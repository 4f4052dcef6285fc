-- The numbers of the conditions on people that records of the range meet, a row for each record and number. An error
-- that names no person is of those who took a step in its trace.
SELECT
  toUInt64(0) AS user,
  toUInt64(0) AS visit,
  toUInt8(0) AS fact
UNION ALL -- if didFacts
  SELECT
    if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
    if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit,
    arrayJoin(
      arrayFilter(
        (number, did) -> did = if(kind = 'journey', toString(business_events.step), toString(business_events.name)),
        {didFacts:Array(UInt8)},
        {didNames:Array(String)})) AS fact
  FROM business_events
  WHERE ((kind = 'journey' AND phase = 'step' AND business_events.step IN {didNames:Array(String)})
      OR (kind = 'interaction' AND business_events.name IN {didNames:Array(String)}))
    AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
UNION ALL -- if endFacts
  SELECT
    user,
    visit,
    arrayJoin(
      arrayFilter(
        (number, wanted, outcome, reason, hasReason) -> (wanted = '' OR wanted = type) AND outcome = result
          AND (NOT hasReason OR reason = given),
        {endFacts:Array(UInt8)},
        {endNames:Array(String)},
        {endOutcomes:Array(String)},
        {endReasons:Array(String)},
        {endHasReason:Array(Bool)})) AS fact
  FROM (
    -- include person-ends
    )
UNION ALL -- if heldFacts
  SELECT
    user,
    visit,
    arrayJoin(
      arrayFilter(
        (number, isMet) -> isMet,
        {heldFacts:Array(UInt8)},
        arrayConcat(
          arrayMap(
            pair -> has(arrayMap((k, v) -> concat(k, '=', v), keys, texts), pair), {heldPairs:Array(String)}),
          arrayMap(
            (k, low, high) -> ifNull(toFloat64OrNull(texts[indexOf(keys, k)]), nan) BETWEEN low AND high,
            {heldNumbers:Array(String)},
            {heldLows:Array(Float64)},
            {heldHighs:Array(Float64)}),
          arrayMap(k -> has(keys, k), {heldKeys:Array(String)}),
          arrayMap(k -> NOT has(keys, k), {lackedKeys:Array(String)})))) AS fact
  FROM (
    SELECT
      user,
      visit,
      -- include own-attributes
      1
    FROM (
      SELECT
        if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
        if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit,
        toString(service) AS service,
        attributes AS own,
        resource_hash
      FROM business_events
      WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
        AND environment = {environment:String} -- if environment
      ) AS recorded
    -- include own-resources
    )
UNION ALL -- if errorFacts
  SELECT
    if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
    if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit,
    arrayJoin({errorFacts:Array(UInt8)}) AS fact
  FROM errors
  WHERE (user_id != '' OR session_id != '')
    AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
UNION ALL -- if errorFacts
  SELECT
    if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
    if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit,
    arrayJoin({errorFacts:Array(UInt8)}) AS fact
  FROM business_events
  WHERE kind = 'journey' AND phase = 'step'
    AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
    AND trace_id IN (
      SELECT trace_id FROM errors
      WHERE user_id = '' AND session_id = '' AND trace_id != toFixedString('', 16)
        AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
        AND environment = {environment:String} -- if environment
    )
UNION ALL -- if spanFacts
  SELECT
    if(user_id = '', 0, sipHash64(toUInt8(0), user_id)) AS user,
    if(session_id = '', 0, sipHash64(toUInt8(1), session_id)) AS visit,
    arrayJoin({spanFacts:Array(UInt8)}) AS fact
  FROM business_events
  WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
    AND trace_id != toFixedString('', 16)
    AND trace_id IN (
      SELECT trace_id FROM spans
      WHERE duration BETWEEN {leastNs:UInt64} AND {mostNs:UInt64}
        AND start >= {from:DateTime64(9, 'UTC')} - toIntervalHour(1)
        AND start < {to:DateTime64(9, 'UTC')} + toIntervalHour(1))
