-- How many of the people in `rows` reached each level of each funnel, and how many of these may still go on. The key of
-- a person in a funnel is one number: a pair takes more time and memory.
SELECT
  {names:Array(String)}[funnel] AS name,
  level,
  count() AS people,
  countIf(isOpen) AS open
FROM (
  SELECT
    funnel,
    -- include funnel-open
    -- include funnel-level
  FROM (
    SELECT
      any(toUInt16(indexOf({names:Array(String)}, name))) AS funnel,
      groupArrayArray(
        arrayMap(
          (s, t) -> if(
            t >= low AND t < high, bitShiftLeft(intDiv(toUInt64(t - low), unit), 6) + transform(s, hashes, places, 0), 0
          ),
          s, t)) AS visits
    FROM rows
    GROUP BY person + toUInt16(indexOf({names:Array(String)}, name))))
WHERE level > 0
GROUP BY name, level
ORDER BY name, level
LIMIT 32000
SETTINGS max_bytes_before_external_group_by = 150000000
