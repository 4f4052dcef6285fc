-- The people of a funnel who are compared, by the hashes of their records of the step: those who dropped at it, and
-- those who went on. Those who may still go on are of neither side. Of more than `most` a part by these hashes;
-- `people` is how many there are. It scans the steps of all people of the part, and the other queries wait for it, so
-- it has two threads.
SELECT
  any(total) AS people,
  groupArrayIf(record, level = {atStep:UInt8}) AS dropped,
  groupArrayIf(record, level > {atStep:UInt8}) AS continued
FROM (
  SELECT
    record,
    level,
    count() OVER () AS total
  FROM (
    -- include funnel-visits
    -- include funnel-people
    )
  WHERE level > {atStep:UInt8} OR NOT isOpen
  ORDER BY record
  LIMIT {most:UInt32})
LIMIT 1
SETTINGS max_threads = 2
