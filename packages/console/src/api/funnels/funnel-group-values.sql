-- How many people reached each step of one funnel, by the value of an attribute that their latest record of
-- the step `atStep` has. The empty text: no such attribute.
SELECT
  value,
  sumForEach(arrayMap(place -> toUInt64(level >= place), range(1, {stepCount:UInt8} + 1))) AS reached
FROM (
  SELECT
    level,
    multiIf(
      {by:String} = 'service.name', service, mapContains(own, {by:String}), own[{by:String}], ofResource[{by:String}]
    ) AS value
  FROM (
    -- include funnel-facts
    ) AS facts
  LEFT ANY JOIN (
    SELECT
      hash,
      attributes AS ofResource
    FROM resources) AS ofResources ON resource_hash = hash)
WHERE true
  AND value = {value:String} -- if value
  AND value IN {values:Array(String)} -- if values
GROUP BY value
ORDER BY reached[1] DESC, value
LIMIT 20
