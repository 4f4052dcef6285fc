-- Instances that meet the conditions of the request. Each condition on attributes holds for one of the records of the
-- range, not all for the same one; one that negates holds for all of them. An instance is of the person of its latest
-- record that names one: the conditions on people choose by the range of the request (`chosenFrom`), also where records
-- are read from before it.
SELECT instance
FROM (
  SELECT
    argMaxIf(recorded.person, (ts, uid), recorded.person != 0) AS person, -- when populated
    instance
  FROM (
    SELECT
      -- include record-person
      -- include own-attributes
      cityHash64(name, entity_id) AS instance,
      ts,
      uid
    FROM (
      SELECT
        *,
        attributes AS own
      FROM business_events
      WHERE kind = 'workflow' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
        AND name = {type:String} -- if type
        AND environment = {environment:String} -- if environment
        AND (hasAny(arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)), -- if onlyPairs
            {onlyPairs:Array(String)})
          OR resource_hash IN (
            SELECT hash FROM resources
            WHERE hasAny(
              arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)),
              {onlyPairs:Array(String)})))
      ) AS kept
    -- include session-owner
    -- include own-resources
    ) AS recorded
  GROUP BY instance
  HAVING true
    AND hasAll( -- if rowPairs
      groupUniqArrayArray(arrayIntersect(
        arrayMap((k, v) -> concat(k, '=', v), keys, texts), {rowPairs:Array(String)})),
      {rowPairs:Array(String)})
    AND NOT max( -- if rowNotPairs
      hasAny(arrayMap((k, v) -> concat(k, '=', v), keys, texts), {rowNotPairs:Array(String)}))
    AND hasAll( -- if rowHas
      groupUniqArrayArray(arrayIntersect(keys, {rowHas:Array(String)})), {rowHas:Array(String)})
    AND NOT max(hasAny(keys, {rowLacks:Array(String)})) -- if rowLacks
    AND arrayAll( -- if rowNumberKeys
      isMet -> isMet,
      maxForEach(arrayMap(
        (k, low, high) -> ifNull(toFloat64OrNull(texts[indexOf(keys, k)]), nan) BETWEEN low AND high,
        {rowNumberKeys:Array(String)},
        {rowLows:Array(Float64)},
        {rowHighs:Array(Float64)})))
)
WHERE true
  AND ( -- when populated
    true
    -- include in-population as chosen
    )
