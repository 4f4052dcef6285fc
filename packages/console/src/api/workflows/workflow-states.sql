-- How many instances with a record in the range are in each state, by those of their records that are in the range
-- (`inRangeOnly`), or by all their records up to its end (`withEarlier`).
-- include workflow-names
SELECT
  names[typeCode] AS type,
  names[transform(
    toUInt64(bitShiftRight(lastNamed, 128)) % 9223372036854775808, stateHashes, arrayEnumerate(names), 1)] AS state,
  count() AS instances
FROM (
  SELECT
    instance,
    any(transform(toString(name), names, arrayEnumerate(names), 1)) AS typeCode,
    max(arrayMax(arrayFilter(
      event -> event < recordsTo
        AND event >= recordsFrom -- when inRangeOnly
        AND toUInt64(bitShiftRight(event, 128)) % 9223372036854775808 != stateHashes[1],
      events))) AS lastNamed
  FROM ( -- when inRangeOnly
      SELECT *
      -- include workflow-rows-in-range
        AND instance IN ( -- when narrowed
          -- include workflow-chosen
          )
    )
  FROM workflow_days -- when withEarlier
    WHERE day <= toDate({to:DateTime64(9, 'UTC')})
      AND name = {type:String} -- if type
      AND instance IN (
        -- include workflow-chosen
        )
  GROUP BY instance)
GROUP BY type, state
ORDER BY instances DESC, type, state
LIMIT 1001
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
