-- Hashes of type and id of the instances with a record in the range that matches the parameters of the request. An
-- instance has each pair of attributes in one of its records, not all of them in the same one.
SELECT
  cityHash64(name, entity_id) AS instance
-- include workflow-records
  AND service = {service:String} -- if service
  AND hasAny( -- if attributePairs
    arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)), {attributePairs:Array(String)})
GROUP BY instance -- if attributePairs
  HAVING hasAll(groupUniqArrayArray(arrayIntersect(
    arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)),
    {attributePairs:Array(String)})), {attributePairs:Array(String)})
