-- Hashes of type and id of the instances with a record in the range that matches the parameters of the request. An
-- instance has each pair of attributes in one of its records, not all of them in the same one.
SELECT instance
-- include workflow-rows-in-range
  AND arrayExists( -- if service
    event -> event % 9223372036854775808 = intDiv(sipHash64({service:String}), 2)
      AND event >= recordsFrom AND event < recordsTo,
    events)
  AND instance IN ( -- if attributePairs
    SELECT cityHash64(name, entity_id)
    FROM business_events
    WHERE kind = 'workflow' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
      AND name = {type:String} -- if type
      AND environment = {environment:String} -- if environment
      AND service = {service:String} -- if service
      AND hasAny(
        arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)),
        {attributePairs:Array(String)})
    GROUP BY name, entity_id
    HAVING hasAll(groupUniqArrayArray(arrayIntersect(
      arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)),
      {attributePairs:Array(String)})), {attributePairs:Array(String)}))
