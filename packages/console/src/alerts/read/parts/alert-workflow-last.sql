-- The last record of each instance before a time, `last`, from the roll-up by instance and day.
SELECT
  toString(name) AS type,
  any(w.id) AS id,
  max(arrayMax(arrayFilter(
    one -> one < bitShiftLeft(toUInt256(toUInt64({toMs:Int64}) * 1000000), 192), events))) AS last
FROM workflow_days AS w
WHERE name IN {names:Array(String)}
  AND day >= toDate({since:DateTime64(9, 'UTC')})
  AND day <= toDate({to:DateTime64(9, 'UTC')})
GROUP BY type, instance
