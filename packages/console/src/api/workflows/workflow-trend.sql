-- Instances that started, ended, and became stuck, over time: for each type and step of the range. Only instances that
-- are still stuck at its end count as stuck. A row a type, so that none loses some of its steps to others.
-- include workflow-names
,
-- include workflow-timeouts
SELECT
  type,
  groupArray((toUInt64(bucket), started, ended, stuck)) AS steps
FROM (
  SELECT
    names[typeCode] AS type,
    intDiv(moment.2, {stepMs:Int64} * 1000000) * {stepMs:Int64} AS bucket,
    countIf(moment.1 = 'started') AS started,
    countIf(moment.1 = 'ended') AS ended,
    countIf(moment.1 = 'stuck') AS stuck
  FROM (
    SELECT
      instance,
      any(transform(toString(name), names, arrayEnumerate(names), 1)) AS typeCode,
      toInt64(bitShiftRight(min(arrayMin(known)), 192)) AS began,
      max(arrayMax(known)) AS lastRecord,
      toInt64(bitShiftRight(lastRecord, 192)) AS last,
      arrayConcat([('started', began)], multiIf(
        toUInt64(bitShiftRight(lastRecord, 128)) >= 9223372036854775808, [('ended', last)],
        timeouts[names[typeCode]] > 0, [('stuck', last + toInt64(timeouts[names[typeCode]] * 1000000))], [])) AS moments
    -- include workflow-known
    GROUP BY instance)
  ARRAY JOIN moments AS moment
  WHERE moment.2 >= toUnixTimestamp64Nano({start:DateTime64(9, 'UTC')})
    AND moment.2 < toUnixTimestamp64Nano({until:DateTime64(9, 'UTC')})
  GROUP BY type, bucket)
GROUP BY type
ORDER BY sum(started + ended + stuck) DESC, type
LIMIT 2000
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
